-- What the model of a scorer was trained from, so that its previous version is known whatever either is called by now.
ALTER TABLE scorers ADD COLUMN bases TEXT NOT NULL DEFAULT '';             -- names, its own base first, one a line
ALTER TABLE scorers ADD COLUMN base_fingerprints TEXT NOT NULL DEFAULT ''; -- of their weights, likewise; "-" where that is not known
