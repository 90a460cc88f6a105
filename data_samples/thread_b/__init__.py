"""Thread B of Operation Slack Water: plastic waste declared as pellets.

Importers of plastic pellets, a firm that was struck off and came back under another name, sister firms whose names differ
by a digit, boxes that were scanned, and a laboratory that opened them. Everything is invented: ``identities`` says how its
numbers are kept from being anybody's, and towns, brands and people come from word lists that were made up for it.

``write_thread_b`` writes the evidence files and returns the rows of the answer key.
"""

from data_samples.thread_b.thread import write_thread_b

__all__ = ["write_thread_b"]
