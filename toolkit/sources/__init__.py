"""Files that an investigator is handed, read as facts: nothing changed, nothing guessed, nothing passed over.

Customs files arrive as workbooks, as CSV in the encoding of some office, as sentences from a radio receiver, as scans and
as notes. Each reader takes a source (or a path) and returns tables and the same source with its account: rows read are rows
kept and rows set aside with a reason, always. Every row says where it stands, and :func:`read_cell` gives the raw cell back.
A unit, a time zone or a digit that the file does not state is left out and named, never filled in.
"""

from toolkit.sources.cells import find_column, read_cell
from toolkit.sources.clocks import ClockOffset, correct_clock
from toolkit.sources.declarations import read_declarations
from toolkit.sources.layouts import Layout, recognise
from toolkit.sources.look import look
from toolkit.sources.mappings import ColumnMapping, find_mapping, load_mapping, save_mapping, show_mapping, suggest_mapping
from toolkit.sources.members import Member, list_members, unpack
from toolkit.sources.overview import show_inventory
from toolkit.sources.passwords import PasswordError, unlock
from toolkit.sources.ports import read_ports
from toolkit.sources.positions import read_positions
from toolkit.sources.registry import read_registry
from toolkit.sources.samples import read_samples
from toolkit.sources.scans import read_scans
from toolkit.sources.table import read_table
from toolkit.sources.texts import read_texts
from toolkit.sources.transfers import read_transfers
from toolkit.sources.watchlist import read_watchlist

__all__ = [
    "ClockOffset",
    "ColumnMapping",
    "Layout",
    "Member",
    "PasswordError",
    "correct_clock",
    "find_column",
    "find_mapping",
    "list_members",
    "load_mapping",
    "look",
    "read_cell",
    "read_declarations",
    "read_ports",
    "read_positions",
    "read_registry",
    "read_samples",
    "read_scans",
    "read_table",
    "read_texts",
    "read_transfers",
    "read_watchlist",
    "recognise",
    "save_mapping",
    "show_inventory",
    "show_mapping",
    "suggest_mapping",
    "unlock",
    "unpack",
]
