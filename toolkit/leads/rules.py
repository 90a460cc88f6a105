"""The list of rules."""

from toolkit.leads.goods import find_impossible_weights, find_low_prices, find_wrong_goods, find_wrong_totals
from toolkit.leads.images import find_loads_against_declaration, find_reused_images
from toolkit.leads.parties import find_listed_parties, find_successors
from toolkit.leads.rule import Rule
from toolkit.leads.vessels import find_one_sided_meetings, find_shared_identities, find_silences, find_transfers_at_sea

__all__ = ["RULES"]

RULES = (
    Rule("goods_not_as_declared", "false_declaration", "port", find_wrong_goods),
    Rule("image_used_twice", "fraud", "port", find_reused_images),
    Rule("load_against_declaration", "false_declaration", "port", find_loads_against_declaration),
    Rule("price_below_peers", "fraud", "domestic", find_low_prices),
    Rule("weight_beyond_container", "false_declaration", "port", find_impossible_weights),
    Rule("total_differs_from_rows", "control_failure", "domestic", find_wrong_totals),
    Rule("party_on_a_list", "threat", "port", find_listed_parties),
    Rule("successor_company", "evasion", "domestic", find_successors),
    Rule("transfer_at_sea", "evasion", "overseas", find_transfers_at_sea),
    Rule("one_sided_meeting", "evasion", "overseas", find_one_sided_meetings),
    Rule("silence_of_one", "control_failure", "overseas", find_silences),
    Rule("shared_identity", "fraud", "overseas", find_shared_identities),
)
"""Every rule, in the order in which leads of equal strength are shown."""
