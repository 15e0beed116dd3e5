"""Well-formed identifiers that belong to nobody.

Check digits follow GB 32100-2015 (Unified Social Credit Code) and GB 11643-1999 (resident number). What makes
them harmless is the range they are drawn from:

- division codes: a real province's two digits, then 81…89, which no city of any province has;
- resident numbers and credit codes: built on those division codes;
- mobile numbers: 142, 143 and 154, prefixes no carrier gives to subscribers;
- bank accounts: 19 digits that start with 990, a range of no Chinese bank, with a Luhn check digit;
- devices: MAC addresses with the "locally administered" bit (IEEE 802); addresses: 100.64.0.0/10 (RFC 6598).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.randomness import Ints, mixed

_USCC_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)], dtype=np.int64)
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_RESIDENT_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_RESIDENT_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_MOBILE_PREFIXES = np.array([142, 143, 154], dtype=np.int64)
_HEX = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)

Letters = npt.NDArray[np.uint8]


def digits_of(values: Ints, width: int) -> Ints:
    """Decimal digits of each value, most significant first, as a matrix of `width` columns."""
    powers = np.power(10, np.arange(width - 1, -1, -1, dtype=np.int64))
    return np.asarray(values[:, None] // powers % 10, dtype=np.int64)


def strings(letters: Letters) -> pa.Array:
    """An Arrow string array from a matrix of ASCII codes, one row a string."""
    count, width = letters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int64)
    data = np.ascontiguousarray(letters, dtype=np.uint8)
    large = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))
    return large.cast(pa.string())


def numbered(prefix: str, values: Ints, width: int) -> pa.Array:
    """`prefix` and the value in `width` digits with leading zeros."""
    letters = np.empty((len(values), len(prefix) + width), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    letters[:, len(prefix) :] = digits_of(values, width) + 48
    return strings(letters)


def resident_ids(division: Ints, born: Ints, sequence: Ints) -> pa.Array:
    """GB 11643-1999 numbers: division code, date of birth, three-digit sequence (odd: male), check
    character.
    """
    stamps = pc.strftime(pa.array(born.astype(np.int32), type=pa.date32()), format="%Y%m%d").cast(pa.int64())
    body = np.hstack([digits_of(division, 6), digits_of(stamps.to_numpy(), 8), digits_of(sequence, 3)])
    check = _RESIDENT_CHECK[(body @ _RESIDENT_WEIGHTS) % 11]
    return strings(np.hstack([(body + 48).astype(np.uint8), check[:, None]]))


def usccs(authority: Ints, division: Ints, number: Ints) -> pa.Array:
    """GB 32100-2015 codes: two characters of the authority, division code, organisation code (GB 11714),
    check.

    `authority` is 91 (companies), 92 (sole traders), 11 (organs of the state) or 12 (public institutions).
    """
    organisation = digits_of(number, 8)
    remainder = 11 - (organisation @ _ORGANISATION_WEIGHTS) % 11
    check_9 = np.where(remainder == 11, 0, np.where(remainder == 10, 33, remainder))
    # 33 is X in GB 11714; in the alphabet of GB 32100 X stands at 29.
    body = np.hstack(
        [
            digits_of(authority, 2),
            digits_of(division, 6),
            organisation,
            np.where(check_9 == 33, 29, check_9)[:, None],
        ]
    )
    check = (31 - (body @ _USCC_WEIGHTS) % 31) % 31
    return strings(_USCC_ALPHABET[np.hstack([body, check[:, None]])])


def phones(number: Ints) -> pa.Array:
    """Eleven-digit mobile numbers, one for each whole number below 2**28."""
    scrambled = mixed(number, 28, 1)
    text = _MOBILE_PREFIXES[scrambled % 3] * 100_000_000 + scrambled // 3
    return strings((digits_of(text, 11) + 48).astype(np.uint8))


def bank_accounts(number: Ints) -> pa.Array:
    """Nineteen-digit accounts, one for each whole number below 2**40; the last digit is Luhn's (ISO/IEC
    7812).
    """
    branch = 990_000 + mixed(number, 40, 2) % 997
    body = np.hstack([digits_of(branch, 6), digits_of(mixed(number, 39, 3), 12)])
    doubled = body.copy()
    doubled[:, 1::2] *= 2
    doubled -= 9 * (doubled > 9)
    check = (10 - doubled.sum(axis=1) % 10) % 10
    return strings((np.hstack([body, check[:, None]]) + 48).astype(np.uint8))


def devices(number: Ints) -> pa.Array:
    """Locally administered MAC addresses such as `06-3F-A1-09-77-B2`, one for each number below 2**40."""
    scrambled = mixed(number, 40, 4)
    letters = np.full((len(number), 17), ord("-"), dtype=np.uint8)
    letters[:, 0:2] = np.frombuffer(b"06", dtype=np.uint8)
    for byte in range(5):
        value = scrambled >> (8 * (4 - byte)) & 255
        letters[:, 3 + 3 * byte] = _HEX[value >> 4]
        letters[:, 4 + 3 * byte] = _HEX[value & 15]
    return strings(letters)


def ip_addresses(number: Ints) -> pa.Array:
    """Addresses of 100.64.0.0/10, one for each number below 2**22."""
    scrambled = mixed(number, 22, 5)
    parts = [pa.array(part).cast(pa.string()) for part in (scrambled >> 16 & 63, scrambled >> 8 & 255, scrambled & 255)]
    second = pc.cast(pc.add(pc.cast(parts[0], pa.int64()), 64), pa.string())
    return pc.binary_join_element_wise(pa.scalar("100"), second, parts[1], parts[2], ".")


def software_keys(number: Ints) -> pa.Array:
    """Serial numbers of the dongle that unlocks a bidder's costing software."""
    return numbered("GJ", mixed(number, 36, 6), 11)
