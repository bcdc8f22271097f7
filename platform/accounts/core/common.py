"""The passwords of twelve signs and more that are tried first; compared without regard to case."""

_WORDS = """
    123456789012 1234567890123 12345678901234 123456789123 1234567891011 0123456789012 012345678910 123123123123
    123412341234 1234512345123 111222333444 112233445566 987654321098 9876543210123 098765432109 121212121212
    password1234 password12345 password123456 passwordpassword password@123 password2024 password2025 password2026
    p@ssw0rd1234 passw0rd1234 mypassword123 yourpassword changeme1234 changemenow! letmein12345 welcome12345
    welcome@1234 administrator administrator1 admin1234567 adminadmin123 superadmin123 iloveyou1234 iloveyou12345
    qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwerty123456 qwerty1234567 qwerty12345678 qwertyqwerty 1qaz2wsx3edc
    1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5y6 qazwsxedcrfv zaq12wsxcde3 asdfghjkl123 asdfghjkl1234 abcdefghijkl
    abcdefghijklm abcdefghijklmnopqrstuvwxyz abcd12345678 abc123456789 a1b2c3d4e5f6 abcdef123456 abc123abc123
    azertyuiop12 azertyuiop123 azertyuiop1234 azerty123456 azerty1234567 azerty12345678 azertyazerty azertyuiopqs
    azertyuiopqsdfghjklm 1a2z3e4r5t6y qsdfghjklm12 wxcvbn123456 motdepasse12 motdepasse123 motdepasse1234
    motdepasse12345 motdepasse2024 motdepasse2025 motdepasse2026 motdepassemotdepasse monmotdepasse nouveaumotdepasse
    bonjour12345 bonjour123456 bonjourbonjour jetaime12345 jetaime123456 doudoudoudou soleil123456 marseille1234
    marseille13013 administrateur administrateur1 utilisateur1 utilisateur123 secretsecret camion123456 transport1234
    transporteur transporteur1 livraison123 livraison1234 joptimiz1234 joptimiz12345 joptimizjoptimiz
"""
COMMON = frozenset(_WORDS.split())
