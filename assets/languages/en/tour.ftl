# The tour.
