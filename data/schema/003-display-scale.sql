-- How large what was rated was shown: pixels of the screen to one of the picture; NULL: not known.
ALTER TABLE labels ADD COLUMN zoom REAL;
ALTER TABLE labels ADD COLUMN other_zoom REAL; -- of the right one of a pair
