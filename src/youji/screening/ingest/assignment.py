"""One-to-one assignment of the largest total score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def assign(scores: npt.NDArray[np.float64]) -> dict[int, int]:
    """Give columns to rows, each at most once, so that the scores add up to the most.

    The shortest augmenting path form of the Hungarian method (R. Jonker and A. Volgenant, Computing 38, 1987), with
    a vectorised inner step: O(rows² × columns).

    Args:
        scores: rows × columns, 0 where a pair is not allowed.

    Returns:
        Row → column, for the pairs with a score above 0.
    """
    rows, columns = scores.shape
    # One private column of cost 0 a row: a row may stay without a partner.
    cost = np.concatenate([-scores, np.zeros((rows, rows))], axis=1)
    width = columns + rows
    price_row = np.zeros(rows + 1)
    price_column = np.zeros(width + 1)
    partner = np.full(width + 1, rows, dtype=np.int64)
    for row in range(rows):
        partner[width] = row
        column = width
        shortest = np.full(width, np.inf)
        before = np.full(width, width, dtype=np.int64)
        done = np.zeros(width + 1, dtype=bool)
        while partner[column] != rows:
            done[column] = True
            current = int(partner[column])
            reduced = cost[current] - price_row[current] - price_column[:width]
            open_ = ~done[:width]
            better = open_ & (reduced < shortest)
            shortest[better] = reduced[better]
            before[better] = column
            following = int(np.argmin(np.where(open_, shortest, np.inf)))
            step = shortest[following]
            price_row[partner[done]] += step
            price_column[done] -= step
            shortest[open_] -= step
            column = following
        while column != width:
            previous = int(before[column])
            partner[column] = partner[previous]
            column = previous
        partner[width] = rows
    found = ((int(partner[column]), column) for column in range(columns) if partner[column] != rows)
    return {row: column for row, column in sorted(found) if scores[row, column] > 0}
