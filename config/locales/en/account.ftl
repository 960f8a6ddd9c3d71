# Coming in, the own account, the team.
account-password = Password
signin-wrong = E-mail address or password is wrong.
signin-too-many = Too many attempts. Try again in { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
signin-by-password = Sign in with a password
role-not-enough-title = You do not have the rights for this
role-not-enough = Your account cannot open this page or change this. Whoever manages the accounts can give you the right. Nothing was saved.
