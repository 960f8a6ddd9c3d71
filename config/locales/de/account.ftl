# Coming in, the own account, the team.
account-password = Passwort
signin-wrong = E-Mail-Adresse oder Passwort stimmt nicht.
# $minutes (Number)
signin-too-many = Zu viele Versuche. In { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} geht es weiter.
signin-by-password = Mit Passwort anmelden
role-not-enough-title = Dafür reichen Ihre Rechte nicht
role-not-enough = Ihr Zugang darf diese Seite nicht öffnen oder das nicht ändern. Wer bei Ihnen die Zugänge verwaltet, kann das einrichten. Gespeichert wurde nichts.
