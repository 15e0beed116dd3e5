"""From the world in numbers to clean, typed Arrow tables with the columns of the data contracts.

Strings are Arrow strings, money is DECIMAL(18,2), shares are DECIMAL(9,6), days are date32, moments are
timestamp[s] without a zone. What the forms and the noise make of these tables is their own affair.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region import identifiers, lexicon, people, sectors
from youji.region.documents import author_names
from youji.region.numbering import Numbering
from youji.region.organisations import authority, buyer_offices
from youji.region.randomness import Bools, Ints, mixed
from youji.region.tables import (
    CATEGORIES,
    GOVERNMENT,
    NONE,
    ORGANISATION_KINDS,
    PROCEDURES,
    SOLE_TRADER,
    Table,
    World,
)

_LEVEL = len(sectors.BUYERS)
_BID_STATUS = ("valid", "disqualified", "withdrawn")
_TENDER_STATUS = ("planned", "active", "complete", "cancelled")
_COMPANY_STATUS = ("active", "dissolved", "revoked", "suspended")
_FLAGS = ("", "（接受联合体投标）", "（应急抢险）", "（框架协议订单）", "（第二次）")
_NOTES = ("", "（联合体牵头人）", "（联合体成员）")


def money(fen: Ints, scale: int = 2) -> pa.Array:
    """Whole fen as DECIMAL(18, scale); NONE becomes null. `scale` 6 reads the fen as 万元."""
    pairs = np.empty((len(fen), 2), dtype=np.int64)
    pairs[:, 0] = fen
    pairs[:, 1] = fen >> 63
    null = fen == NONE
    validity = pa.array(~null).buffers()[1] if null.any() else None
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(fen), [validity, pa.py_buffer(pairs)])


def days(values: Ints) -> pa.Array:
    """Days since 1970 as date32; NONE becomes null."""
    null = values == NONE
    return pa.array(np.where(null, 0, values).astype(np.int32), mask=null).cast(pa.date32())


def moments(values: Ints) -> pa.Array:
    """Seconds since 1970 as timestamp[s]."""
    return pa.array(values, type=pa.int64()).cast(pa.timestamp("s"))


def pick(words: tuple[str, ...] | list[str], at: Ints) -> pa.Array:
    """The word at each position; NONE becomes null."""
    return pa.array(list(words), type=pa.string()).take(pa.array(np.where(at == NONE, 0, at), mask=at == NONE))


def text(values: Ints) -> pa.Array:
    """Whole numbers as text; NONE becomes null."""
    return pc.cast(pa.array(values, mask=values == NONE), pa.string())


def whole(values: Ints) -> pa.Array:
    """Whole numbers; NONE becomes null."""
    return pa.array(values, mask=values == NONE)


def flags(values: Ints) -> pa.Array:
    """0 and 1 as false and true; NONE becomes null."""
    return pa.array(values == 1, mask=values == NONE)


def join(*parts: pa.Array | str) -> pa.Array:
    """Texts one after another; a null part counts as empty."""
    return pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement="")


class Renderer:
    """Renders one dataset at a time; names and keys that several datasets need are made once."""

    def __init__(self, world: World, numbering: Numbering) -> None:
        self.world, self.numbering = world, numbering

    def table(self, dataset: str) -> pa.Table:
        """All rows of a dataset in the order of the file, with the columns of its data contract."""
        rows = self.numbering.order(dataset)
        if dataset in self.numbering.datasets:
            return pa.table(self.numbering.datasets[dataset].render(self, self.world.records[dataset], rows))
        columns: dict[str, pa.Array] = getattr(self, f"_{dataset}")(rows)
        return pa.table(columns)

    def key(self, dataset: str, rows: Ints) -> pa.Array:
        """Primary keys of rows of a dataset; NONE becomes null."""
        mask = rows == NONE
        return self.numbering.keys(dataset).take(pa.array(np.where(mask, 0, rows), mask=mask))

    @cached_property
    def _organisation_names(self) -> pa.Array:
        world = self.world
        organisation = world.organisation
        buyers = [place + name for place, name, _, _ in buyer_offices(world, world.buyer_count)]
        rows = np.arange(world.buyer_count, world.market.get("organisation", len(organisation)))
        cut = {name: organisation[name][rows] for name in ("prefix", "kind", "sector", "word", "suffix")}
        short = world.place.short
        prefix = pick([short, *[short + d.removesuffix("区") for d in world.place.districts]], cut["prefix"])
        words = [word for sector in sectors.SECTORS for word in sector.words]
        starts = np.cumsum([0, *[len(sector.words) for sector in sectors.SECTORS]])[:-1]
        trader = cut["kind"] == SOLE_TRADER
        forms = lexicon.COMPANY_SUFFIXES + lexicon.TRADER_SUFFIXES
        brands = list(lexicon.BRAND)
        companies = join(
            prefix,
            pick(brands, organisation["brand_1"][rows]),
            pick(brands, organisation["brand_2"][rows]),
            pick(words, starts[cut["sector"]] + cut["word"]),
            pick(forms, cut["suffix"] + np.where(trader, len(lexicon.COMPANY_SUFFIXES), 0)),
        )
        later = pa.array(world.names, type=pa.string())
        return pa.concat_arrays([pa.array(buyers, type=pa.string()), companies, later])

    def organisation_names(self, rows: Ints) -> pa.Array:
        """Names of organisations by position; NONE becomes null."""
        return self._organisation_names.take(pa.array(np.where(rows == NONE, 0, rows), mask=rows == NONE))

    @cached_property
    def _resident_ids(self) -> pa.Array:
        person = self.world.person
        codes = np.array(self.world.place.district_codes)
        return identifiers.resident_ids(codes[person["district"]], person["born"], people.sequences(self.world))

    def resident_ids(self, rows: Ints) -> pa.Array:
        """Resident numbers of persons by position; NONE becomes null."""
        return self._resident_ids.take(pa.array(np.where(rows == NONE, 0, rows), mask=rows == NONE))

    def person_names(self, rows: Ints) -> pa.Array:
        """Names of persons by position."""
        person = self.world.person
        surname, first, second = (person[name][rows] for name in ("surname", "given_1", "given_2"))
        return _person_names(surname, first, second, person["gender"][rows] == people.MALE)

    def _name_of(self, rows: Ints) -> pa.Array:
        return self._organisation_names.take(pa.array(rows))

    def _address(self, table: Table, rows: Ints, room: str) -> pa.Array:
        place = self.world.place
        rooms = table["room"][rows]
        return join(
            place.city,
            pick(place.districts, table["district"][rows]),
            pick(lexicon.STREETS, table["street"][rows]),
            text(table["number"][rows]),
            "号",
            text(rooms),
            pick([room], np.where(rooms == NONE, NONE, 0)),
        )

    def _division(self, rows: Ints) -> Ints:
        """Division code of organisations: the city's for its own offices, else the district's."""
        codes = np.array(self.world.place.district_codes)
        code = codes[self.world.organisation["district"][rows]]
        return np.where(rows < min(_LEVEL, self.world.buyer_count), self.world.place.code, code)

    def _person(self, rows: Ints) -> dict[str, pa.Array]:
        person = self.world.person
        gender = person["gender"][rows]
        born = person["born"][rows]
        return {
            "person_id": self.key("person", rows),
            "name": self.person_names(rows),
            "resident_id": self.resident_ids(rows),
            "gender": pick(("male", "female"), gender),
            "born_on": days(born),
            "phone": identifiers.phones(person["phone"][rows]),
            "address": self._address(person, rows, "室"),
        }

    def _organisation(self, rows: Ints) -> dict[str, pa.Array]:
        organisation = self.world.organisation
        capital = organisation["capital"][rows]
        code = self._division(rows)
        kind = organisation["kind"][rows]
        return {
            "organisation_id": self.key("organisation", rows),
            "uscc": identifiers.usccs(authority(kind), code, mixed(rows, 26, 8)),
            "name": self._name_of(rows),
            "kind": pick(ORGANISATION_KINDS, kind),
            "legal_representative_id": self.key("person", organisation["legal_rep"][rows]),
            "phone": identifiers.phones(organisation["phone"][rows]),
            "address": self._address(organisation, rows, "室"),
            "bank_account": identifiers.bank_accounts(organisation["account"][rows]),
            "registered_capital": money(capital),
            "currency": _cny(len(rows)),
            "founded_on": days(organisation["founded"][rows]),
            "status": pick(_COMPANY_STATUS, organisation["status"][rows]),
            "division_code": text(code),
        }

    def _position(self, rows: Ints) -> dict[str, pa.Array]:
        position = self.world.position
        organisation = position["organisation"][rows]
        office = self.world.organisation["kind"][organisation] == GOVERNMENT
        posts = [post for post, _ in lexicon.POSTS]
        here = len(posts)
        posts += [post.replace("局长", "主任") for post in posts]
        posts += lexicon.VILLAGE_POSTS
        post = position["post"][rows]
        village = post >= here
        return {
            "position_id": self.key("position", rows),
            "person_id": self.key("person", position["person"][rows]),
            "organisation_id": self.key("organisation", organisation),
            "post": pick(posts, np.where(village, post + len(lexicon.POSTS), post + np.where(office, 0, here))),
            "rank": pick([rank for _, rank in lexicon.POSTS], np.where(village, NONE, post)),
            "from_on": days(position["from_on"][rows]),
            "to_on": days(position["to_on"][rows]),
        }

    def _kinship(self, rows: Ints) -> dict[str, pa.Array]:
        kinship = self.world.kinship
        return {
            "kinship_id": self.key("kinship", rows),
            "person_id": self.key("person", kinship["person"][rows]),
            "relative_id": self.key("person", kinship["relative"][rows]),
            "relation": pick(lexicon.RELATIONS, kinship["relation"][rows]),
            "from_on": days(kinship["from_on"][rows]),
            "to_on": days(kinship["to_on"][rows]),
        }

    def _shareholding(self, rows: Ints) -> dict[str, pa.Array]:
        holding = self.world.shareholding
        private = holding["holder_kind"][rows] == 0
        holder = holding["holder"][rows]
        share = holding["share"][rows]
        persons = self.key("person", np.where(private, holder, NONE))
        return {
            "shareholding_id": self.key("shareholding", rows),
            "organisation_id": self.key("organisation", holding["organisation"][rows]),
            "holder_id": pc.coalesce(persons, self.key("organisation", np.where(private, NONE, holder))),
            "holder_kind": pick(("person", "organisation"), holding["holder_kind"][rows]),
            "share": money(share, 6).cast(pa.decimal128(9, 6)),
            "from_on": days(holding["from_on"][rows]),
            "to_on": days(holding["to_on"][rows]),
        }

    def _titles(self, buyer: Ints, day: Ints, thing: Ints, phase: Ints, flag: Ints) -> pa.Array:
        year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        direct = thing % 100 >= 50
        stages = [f"（{n}期）" for n in lexicon.ORDINALS] + [f"（第{n}批）" for n in range(1, 41)]
        stage = np.where(phase == NONE, NONE, phase - 1 + np.where(direct, len(lexicon.ORDINALS), 0))
        what, affix = pick(_THINGS, thing), pick(_FLAGS, flag)
        return join(self._name_of(buyer), text(year), "年", what, pick(stages, stage), affix)

    def _tender_title(self, rows: Ints) -> pa.Array:
        tender = self.world.tender
        return self._titles(
            tender["buyer"][rows],
            tender["published"][rows],
            tender["sector"][rows] * 100 + tender["object"][rows],
            tender["phase"][rows],
            tender["flag"][rows],
        )

    def _tender(self, rows: Ints) -> dict[str, pa.Array]:
        tender = self.world.tender
        deadline = tender["deadline"][rows]
        opened = np.where(tender["status"][rows] == 1, NONE, deadline // 86_400)
        return {
            "tender_id": self.key("tender", rows),
            "title": self._tender_title(rows),
            "buyer_id": self.key("organisation", tender["buyer"][rows]),
            "buyer_name": self._name_of(tender["buyer"][rows]),
            "division_code": text(self._division(tender["buyer"][rows])),
            "procedure": pick(PROCEDURES, tender["procedure"][rows]),
            "category_code": pick(CATEGORIES, tender["category"][rows]),
            "estimate": money(tender["estimate"][rows]),
            "currency": _cny(len(rows)),
            "published_on": days(tender["published"][rows]),
            "deadline_at": moments(deadline),
            "opened_on": days(opened),
            "status": pick(_TENDER_STATUS, tender["status"][rows]),
        }

    def _lot(self, rows: Ints) -> dict[str, pa.Array]:
        lot = self.world.lot
        return {
            "lot_id": self.key("lot", rows),
            "tender_id": self.key("tender", lot["tender"][rows]),
            "title": join(self._tender_title(lot["tender"][rows]), self._section(rows)),
            "estimate": money(lot["estimate"][rows]),
            "currency": _cny(len(rows)),
        }

    def _section(self, lots: Ints) -> pa.Array:
        number = np.where(lots == NONE, NONE, self.world.lot["number"][np.where(lots == NONE, 0, lots)] - 1)
        return pick([f"第{n}标段" for n in lexicon.ORDINALS], number)

    def _bid(self, rows: Ints) -> dict[str, pa.Array]:
        bid, organisation = self.world.bid, self.world.organisation
        bidder = bid["bidder"][rows]
        account, phone = bid["account"][rows], bid["phone"][rows]
        return {
            "bid_id": self.key("bid", rows),
            "tender_id": self.key("tender", bid["tender"][rows]),
            "lot_id": self.key("lot", bid["lot"][rows]),
            "bidder_id": self.key("organisation", bidder),
            "bidder_name": join(self._name_of(bidder), pick(_NOTES, bid["name_note"][rows])),
            "amount": money(bid["amount"][rows]),
            "currency": _cny(len(rows)),
            "submitted_at": moments(bid["submitted"][rows]),
            "status": pick(_BID_STATUS, bid["status"][rows]),
            "deposit_account": identifiers.bank_accounts(
                np.where(account == NONE, organisation["account"][bidder], account)
            ),
            "contact_phone": identifiers.phones(np.where(phone == NONE, organisation["phone"][bidder], phone)),
        }

    def _award(self, rows: Ints) -> dict[str, pa.Array]:
        award = self.world.award
        return {
            "award_id": self.key("award", rows),
            "tender_id": self.key("tender", award["tender"][rows]),
            "lot_id": self.key("lot", award["lot"][rows]),
            "bid_id": self.key("bid", award["bid"][rows]),
            "supplier_id": self.key("organisation", award["supplier"][rows]),
            "supplier_name": self._name_of(award["supplier"][rows]),
            "amount": money(award["amount"][rows]),
            "currency": _cny(len(rows)),
            "awarded_on": days(award["awarded_on"][rows]),
        }

    def _contract(self, rows: Ints) -> dict[str, pa.Array]:
        contract = self.world.contract
        day = contract["signed_on"][rows]
        tender = contract["tender"][rows]
        announced = np.where(tender == NONE, day, self.world.tender["published"][np.where(tender == NONE, 0, tender)])
        title = self._titles(
            contract["buyer"][rows], announced, contract["object"][rows], contract["phase"][rows],
            contract["flag"][rows],
        )  # fmt: skip
        return {
            "contract_id": self.key("contract", rows),
            "tender_id": self.key("tender", tender),
            "award_id": self.key("award", contract["award"][rows]),
            "title": join(title, self._section(contract["lot"][rows]), "合同"),
            "buyer_id": self.key("organisation", contract["buyer"][rows]),
            "supplier_id": self.key("organisation", contract["supplier"][rows]),
            "amount": money(contract["amount"][rows]),
            "currency": _cny(len(rows)),
            "signed_on": days(day),
            "end_on": days(contract["end_on"][rows]),
            "category_code": pick(CATEGORIES, contract["category"][rows]),
            "procedure": pick(PROCEDURES, contract["procedure"][rows]),
        }

    def _contract_change(self, rows: Ints) -> dict[str, pa.Array]:
        change = self.world.contract_change
        return {
            "change_id": self.key("contract_change", rows),
            "contract_id": self.key("contract", change["contract"][rows]),
            "changed_on": days(change["changed_on"][rows]),
            "amount_before": money(change["before"][rows]),
            "amount_after": money(change["after"][rows]),
            "currency": _cny(len(rows)),
            "reason": pick(lexicon.CHANGE_REASONS, change["reason"][rows]),
        }

    def _payment(self, rows: Ints) -> dict[str, pa.Array]:
        payment = self.world.payment
        return {
            "payment_id": self.key("payment", rows),
            "contract_id": self.key("contract", payment["contract"][rows]),
            "payer_id": self.key("organisation", payment["payer"][rows]),
            "payee_id": self.key("organisation", payment["payee"][rows]),
            "payee_account": identifiers.bank_accounts(payment["account"][rows]),
            "amount": money(payment["amount"][rows]),
            "currency": _cny(len(rows)),
            "paid_on": days(payment["paid_on"][rows]),
        }

    def _document_fingerprint(self, rows: Ints) -> dict[str, pa.Array]:
        bid = self.world.bid
        of = self.world.fingerprint_bid[rows]
        author = bid["author"][of]
        default = author < 0
        written = _person_names(
            author_names(author, len(lexicon.SURNAMES)),
            author_names(author + (1 << 30), len(lexicon.GIVEN_MALE)),
            author_names(author + (1 << 31), len(lexicon.GIVEN_MALE)),
            np.ones(len(of), dtype=np.bool_),
        )
        return {
            "fingerprint_id": self.key("document_fingerprint", rows),
            "tender_id": self.key("tender", bid["tender"][of]),
            "bid_id": self.key("bid", of),
            "bidder_id": self.key("organisation", bid["bidder"][of]),
            "author": pc.coalesce(pick(lexicon.DEFAULT_AUTHORS, np.where(default, -1 - author, NONE)), written),
            "device_id": identifiers.devices(bid["device"][of]),
            "ip_address": identifiers.ip_addresses(bid["ip"][of]),
            "software": identifiers.software_keys(bid["software"][of]),
            "created_at": moments(bid["created"][of]),
        }


_THINGS = [
    name
    for sector in sectors.SECTORS
    for name in (
        *(list(sector.tendered) + [""] * 50)[:50],
        *(list(sector.direct) + [""] * 50)[:50],
    )
]


def _cny(count: int) -> pa.Array:
    return pa.repeat(pa.scalar("CNY"), count)


def _person_names(surname: Ints, given_1: Ints, given_2: Ints, male: Bools) -> pa.Array:
    letters = list(lexicon.GIVEN_MALE + lexicon.GIVEN_FEMALE)
    shift = np.where(male, 0, len(lexicon.GIVEN_MALE))
    second = np.where(given_2 == NONE, NONE, given_2 + shift)
    return join(pick(list(lexicon.SURNAMES), surname), pick(letters, given_1 + shift), pick(letters, second))
