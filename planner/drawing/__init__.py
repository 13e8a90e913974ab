"""The map's look: layers, symbols, labels and legend on a QPainter. QtCore and QtGui only."""
