"""Standardise features and energies. In: a training set. Out: scaled data, or networks that scale by themselves."""

from .one_part import Scaling
from .standardised import Standardised, standardise

__all__ = ["Scaling", "Standardised", "standardise"]
