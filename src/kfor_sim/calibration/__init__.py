"""Calibration: what the evidence leaves of the ranges that figures carry, and what it does not settle."""

from kfor_sim.calibration.calibration import Calibration, calibrate, carry_out
from kfor_sim.calibration.fitting import Fit
from kfor_sim.calibration.planning import Subject, subject_of

__all__ = ["Calibration", "Fit", "Subject", "calibrate", "carry_out", "subject_of"]
