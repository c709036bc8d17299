"""The long fault run: `python tests/faults/soak.py [exchanges]`, 10 000 unless told.

Prints the figures; ends with 1 where one that is to be zero is not.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.run import PRODUCTS, Figures, run

__all__ = ["main"]


def main(exchanges: int) -> int:
    """Run each product by each window."""
    sums = Figures()
    for seed, (product, window) in enumerate(
        (product, window) for product in PRODUCTS for window in ("sync", "async")
    ):
        began = time.monotonic()
        figures = run(product, window, exchanges=exchanges // 4 + 1, seed=1000 * seed)
        print(f"{product}, {window}: {time.monotonic() - began:.0f} s\n{figures}\n", flush=True)
        sums.add(figures)
    print(f"together\n{sums}")
    return 1 if sums.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
