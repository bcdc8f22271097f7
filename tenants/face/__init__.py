"""The face of a territory: the name it goes by, its colour and logo, who answers for its pages."""
