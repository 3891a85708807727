"""What can be said of valuations without a chain: a transparent grading model, the spread of values, low fees.

Pure: no I/O but its own tables, and nothing else of the project. The tables are data with a version (docs/adr/0041).
"""

from chain_gateway.valuation.low_fee import LowFeeRule
from chain_gateway.valuation.model import GradedRight, GradingModel, InsufficientData, Litigation, RightProfile
from chain_gateway.valuation.spread import Spread, Valued, spread_of

__all__ = [
    "GradedRight",
    "GradingModel",
    "InsufficientData",
    "Litigation",
    "LowFeeRule",
    "RightProfile",
    "Spread",
    "Valued",
    "spread_of",
]
