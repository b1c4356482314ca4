"""The lab's pages in a real browser: `make test-browser`."""

import importlib
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

from browser import Lab


def tests():
    """All tests by their names, in the order of the files."""
    for file in sorted(pathlib.Path(__file__).parent.glob("test_*.py")):
        for name, test in vars(importlib.import_module(file.stem)).items():
            if name.startswith("test_"):
                yield name, test


def main():
    wanted = sys.argv[1:]
    failures = count = 0
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            for name, test in tests():
                if wanted and not any(word in name for word in wanted):
                    continue
                count += 1
                start = time.monotonic()
                try:
                    test(lab)
                    print(f"passed  {name} ({time.monotonic() - start:.1f} s)", flush=True)
                except Exception:
                    failures += 1
                    print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        finally:
            lab.close()
    if failures:
        sys.exit(f"{failures} of {count} tests failed")
    print(f"{count} tests passed")


main()
