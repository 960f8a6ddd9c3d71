### Words of the organiser's pages about people: the list, one person, entering somebody.

## The list

people-link = See all, search and enter people
people-tab-all = All
people-tab-registered = Registered
people-tab-waitlisted = Waiting list
people-tab-requested = To be decided
people-tab-unconfirmed = Unconfirmed
people-tab-cancelled = Cancelled
people-search-label = Name, e-mail address or part of one
people-search = Search
people-found = { $n ->
        [0] Nobody found.
        [one] 1 person found.
       *[other] { $n } people found.
    }
people-none-found = Check the spelling, or search for fewer letters.
people-none-here = Nobody stands here at the moment.
people-gone = The term has ended: names and addresses are deleted, the figures are on the event's page.
people-erased = Nobody is here any more: all who had registered have been erased.
people-unreachable = Cannot be reached

## One person

person-waiting = Number { $position } on the waiting list. When a place becomes free, this person moves up automatically, always in order.
person-unreachable = This address takes no e-mail. Correct it, or call the person.
person-not-present = not yet
person-answers-title = Answers
person-mails-none = None yet.
person-mail-twice = May have arrived twice: the connection broke off while it was sent.
person-actions-title = What you can do
person-resend = Send the e-mail “{ $kind }” again
person-resend-hint = It goes to { $email } at once.
person-resent = The e-mail is on its way to { $email }.
person-resent-lately = One has left within the last ten minutes, so nothing was sent.
person-resend-closed = There is nothing left to send it for.
person-data = Download the data that are held (JSON)
person-no = No, go back
person-back = Back

## Deciding

person-decide-title = Accept or decline?
person-decide-hint = If you accept, the person has a place and gets the e-mail with their link at once. If all places are taken, they join the waiting list.
person-approve = Accept
person-decline = Decline
person-approved = Accepted. The e-mail with the link is on its way to { $email }.
person-approved-waits = Accepted, but all places are taken: the person is on the waiting list. The e-mail that says so is on its way to { $email }.
person-declined = Declined. The e-mail that says so is on its way to { $email }.
person-declined-silent = Declined. No e-mail goes out, because the address takes none.
person-nothing-to-decide = There was nothing left to decide here. Nothing has changed.
person-decline-ask = Decline { $name }?
person-decline-mail = { $email } gets the e-mail at once that you are sorry and cannot give them a place.
person-decline-end = This settles the request.
person-decline-yes = Yes, decline

## Another address

person-address = Correct the e-mail address
person-address-hint = The e-mail about the registration then goes to the new address at once.
person-address-text = So far: { $email }. The new address gets the e-mail about the registration at once, and later all that is still to come. The old one hears nothing more.
person-address-text-silent = So far: { $email }. The e-mail about the registration is not sent again. What is still outstanding goes to the new address.
person-address-new = New e-mail address
person-address-yes = Correct
person-address-taken = Somebody is registered with this address already.
person-corrected = The address is corrected. The e-mail about the registration is on its way to { $email }.
person-corrected-silent = The address is corrected.

## Cancelling

person-cancel = Cancel the registration
person-cancel-ask = Cancel the registration of { $name }?
person-cancel-mail = { $email } gets an e-mail at once. It confirms that they have cancelled, thanks them for letting you know, and takes the date out of their calendar.
person-cancel-void = This person gets none of the other e-mails.
person-cancel-silent = No e-mail leaves, since the address is not confirmed.
person-silent-unreachable = No e-mail goes out, because the address takes none.
person-frees-place = The place is free at once. Whoever is first on the waiting list moves up and gets the link.
person-cancel-yes = Yes, cancel it
person-cancelled = The registration is cancelled.

## Erasing

person-erase = Delete the data
person-erase-ask = Delete all data of { $name }?
person-erase-what = This deletes name and e-mail address, all answers, and all e-mails with what the mail server said about them.
person-erase-ends = The registration ends with it, without an e-mail. The personal link opens nothing any more.
person-erase-stays = What remains: a receipt without a name, and the event's figures.
person-erase-copies = Lists that you have downloaded, and backups, are yours to delete.
person-erase-elsewhere = This deletes only what belongs to this event. All events at once, on the server:
person-erase-yes = Yes, delete for good
person-erased = The data are deleted.
person-erased-receipt = See the receipt

## Entering somebody

person-enter = Enter a person
person-enter-text = For everybody who registers by telephone, in person or by letter.
person-enter-mail = The person gets the confirmation with their personal link at once.
person-enter-mail-waits = All places are taken: the person joins the waiting list. An e-mail tells them at once.
person-enter-mail-confirm = The person gets an e-mail at once by which they confirm their address.
person-enter-questions = The questions of the form stay open.
person-enter-yes = Enter
person-enter-unwanted = The owner of this address wants no e-mail about this event. Nobody was entered.
person-enter-full = All places are taken, and the event has begun. Nobody was entered.
person-enter-closed = Nobody can be entered for this event any more.
person-err-given-name = Enter the first name.
person-err-family-name = Enter the last name.
person-err-email = Enter the e-mail address.
person-err-email-format = Enter the e-mail address in full, like name@example.org.
person-entered = Entered. The e-mail that goes with it is on its way to { $email }.
person-known = The person was registered with this address already. Nothing has changed.

## A note

people-note = Note
person-note-title = Note
person-note-label = What your team should know about this person
person-note-hint = Whoever asks for the data that are held about them reads this note, too. It is deleted with their data.
person-note-by = Last changed by { $name }, { $when }
person-note-save = Save the note
person-noted = The note is saved.
data-note = The organiser’s note
