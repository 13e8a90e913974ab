"""The network, impedance and service circles."""
