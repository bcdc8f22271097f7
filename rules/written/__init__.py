"""What people write in lists and forms, brought to one form: words, plates, countries, SIRET numbers, lines."""
