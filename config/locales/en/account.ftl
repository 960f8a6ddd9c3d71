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
account-name = Name
account-name-empty = Enter a name.
account-role = Role
role-admin = Admin: manages accounts, too
role-editor = Editor: changes events and registrations
role-reader = Reader: sees everything and downloads lists
account-present-password = Present password
account-new-password = New password
account-new-password-hint = At least { $min } characters. A whole sentence is good; special characters are not needed.
account-password-short = The new password needs at least { $min } characters.
account-password-common = The new password stands on the lists that are tried first. Take another one.
account-password-own-name = The new password is only your name, your address or the name of this software. Take another one.
account-password-wrong = The present password is wrong.
account-choose-title = Choose a password
account-choose-text = For the account { $email }. You are then signed out on other devices.
account-choose-button = Save password
account-title = My account
account-change-title = Change password
account-change-text = You are then signed out on other devices.
account-password-changed = The new password counts from now on. You are signed out on other devices.
account-sessions-title = Where you are signed in
account-session-unknown = Unknown browser
account-session-here = this device
account-session-begun = Signed in { $at }.
account-session-seen = Last used { $at }.
account-session-failed = { $count ->
    [one] Before that, somebody tried a wrong password once.
   *[other] Before that, somebody tried a wrong password { $count } times.
}
account-session-end = Sign out there
account-sessions-end-others = Sign out on all other devices
account-sessions-ended = You are signed out there.
account-role-changed = Your new role counts from now on.
setup-title = Make the first account
setup-text = With this account you manage events and invite others. This address opens nothing once it exists.
setup-button = Make the account

# Mails to organisers
mail-why-account = You receive this e-mail because your address belongs to an account of the event administration.
mail-reset-subject = Choose a new password
mail-reset-lead = Somebody has asked for a new password for your account. Choose it here:
mail-reset-holds = The link works once, for one hour. Until then, your present password stays.
mail-reset-not-you = Was this not you? Then there is nothing to do.
mail-invitation-subject = Your account for the event administration of { $organisation }
mail-invitation-lead = You are invited to help manage events and registrations at { $organisation }. First choose a password:
mail-invitation-holds = The link works once, for one week.
mail-invitation-not-you = Did you not expect this? Then there is nothing to do.

# A password that is forgotten
forgotten-title = Forgotten password
forgotten-text = Enter the address of your account. We send you a link by which you choose a new password.
forgotten-button = Send the link
forgotten-done-title = Look into your mailbox
forgotten-done = If there is an account with this address, a link will be there in a moment. It works for one hour. We send no more than three a day.

# The team
team-title = Team
team-you = you
team-active = active
team-without-password = no password yet
team-disabled = disabled
team-role-of = Role of { $name }
team-role-change = Change role
team-disable = Disable
team-enable = Enable
team-invited = The invitation is on its way.
team-invited-lately = An invitation went out within the last ten minutes, so nothing was sent.
team-invitation-failed = The invitation did not arrive.
team-invite-again = Invite again
team-changed = The change counts from now on.
team-last-admin = This is the last account that can manage others. Give this role to somebody else first.
team-invite-title = Invite somebody
team-invite-text = The invitation comes by e-mail. Its link works for a week; whoever opens it chooses a password.
team-invite-button = Send the invitation
team-known = This address has an account already.
