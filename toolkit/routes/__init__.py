"""From raw positions to a journey that can be argued: who moved where, met whom, fell silent when.

A *position* is what a receiver wrote down; a *track* is the positions of one hull; an *event* is something that a track
shows by a definition that is cited; a *voyage* is the leg between two port calls. Positions are marked, never dropped:
:func:`clean_positions` says which to trust, :func:`split_identities` takes hulls apart that share an identity, and only
then do the detectors run. Each event carries its reasons with figures, and the ordinary explanations beside them: a gap
is not guilt, ships that lie together may be bunkering, and a record that falls silent says nothing of the ships.
:func:`assess_tracks` tells for each detector whether it found something, found nothing, or could not tell, and why.
"""

from toolkit.routes.calls import find_port_calls
from toolkit.routes.cleaning import clean_positions
from toolkit.routes.encounters import find_encounters
from toolkit.routes.gaps import find_gaps
from toolkit.routes.identities import split_identities
from toolkit.routes.ports import load_ports

__all__ = [
    "clean_positions",
    "find_encounters",
    "find_gaps",
    "find_port_calls",
    "load_ports",
    "split_identities",
]
