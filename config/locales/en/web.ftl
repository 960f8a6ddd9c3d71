### Words of the web pages, also those that they share with mails. Variable types stand in the line above the message (fluent-typed).
### No HTML: sentences with a link or emphasis are split before and after it.

language-name = English

## What pages and mails say

room-open = The room is open. Come in!
reminded-day-hour = We will remind you the day before and one hour before the start.
reminded-day = We will remind you the day before.
reminded-hour = We will remind you one hour before the start.
nothing-to-do = There is nothing you need to do.
go-now = Go to the event now

## Site, navigation, footer

skip-to-content = Skip to content
nav-home = All events
breadcrumb-label = You are here
language-switch-label = Language
# The language and the country it is written for, as social networks ask for it.
og-locale = en_GB
footer-help = Questions? We are happy to help:
footer-label = Legal
footer-imprint = Legal notice
footer-accessibility = Accessibility
footer-made-with = Registration by halbsieben
opens-in-new-tab = (opens in a new tab)

## List of events

list-title = Events
list-description = All events by { $organisation }: dates, topics and registration.
list-empty-title = Nothing is announced right now
list-empty-text = New dates appear here as soon as they are fixed. Subscribe to the calendar to hear first.
list-upcoming-link = Upcoming events
list-past-title = Past events
list-subscribe-title = Do not miss a thing
list-subscribe-calendar = All dates in your calendar
list-subscribe-hint = The subscription keeps itself up to date, even when a date changes.
list-subscribe-feed = As a news feed (Atom)
list-tag-cancelled = Cancelled
list-tag-moved = New date
list-tag-running = On now
list-pages-label = Pages
page-previous = Previous
page-next = Next
page-position = Page { $page } of { $pages }

## The list: choosing, series, topics

list-filter-title = Choose events
list-filter-topic = Topic
list-filter-type = Type
list-filter-month = Month
list-filter-text = Search
list-filter-all = all
list-filter-button = Show
list-filter-reset = Show all
list-found = { $n ->
        [0] There is no such event.
        [one] 1 event found.
       *[other] { $n } events found.
    }
group-series = Series
group-series-description = The series "{ $name }" by { $organisation }: all dates and registration.
group-topic-description = Events about "{ $name }" by { $organisation }: all dates and registration.
group-none-coming = No new date has been announced yet.
group-past = Past dates
group-subscribe-calendar = These dates in your calendar

## Event page: facts

facts-title = At a glance
facts-when = When
facts-where = Where
facts-online = online
facts-online-hint = All you need is a browser.
facts-fee = Fee
facts-fee-none = free
facts-type = Type of event
facts-topics = Topics
facts-audience = For
facts-places = Places
event-guests = Guests
event-moderation = Moderation
event-hosts = Hosts
event-partners = Partners
event-funding = Funding
event-back = Back to all events
event-print-register = Registration and access:
event-qr-alt = QR code: leads to the event page
event-join-button = Go to the event
event-open-title = Join without registration
event-open-text = You need no registration for this event. The room opens on { $date } at { $time }.
event-optional-title = Get a reminder
event-optional-text = You can take part without registering. If you like, we will remind you and send you the joining link.
event-optional-direct = Or come in from this page without registering on { $date } from { $time }.
seats = { $n ->
        [0] Fully booked
        [one] 1 place left
       *[other] { $n } places left
    }
full-title = All places are taken
full-text = Join the waiting list. If a place becomes free, it is yours automatically.
full-text-request = We decide on each request. If we accept it while no place is free, you join the waiting list.
full-text-no-waitlist = This event is fully booked.
full-race = All places have just been taken. Your details are still here.
closed = Registration is closed.
closed-race = Registration has closed in the meantime. Your details were not saved.
not-yet = Registration opens on { $time }.
running-banner = The event is on right now. If you are registered, your personal link in the e-mail takes you in.
running-lost = Lost your link? Send it again
cancelled-banner = This event has been cancelled.
moved-banner = New date: { $new } (was { $old }).
moved-hint = If you are already registered, there is nothing to do: your registration and link stay valid.
past-banner = This event is over.
past-recording = Watch the recording
past-next = Next events

## Calendar links

calendar-title = Add to calendar
calendar-google = Google Calendar
calendar-outlook = Outlook.com
calendar-office = Office 365
calendar-file = Calendar file (.ics)

## Registration form

form-title = Registration
form-page-title = Registration: { $title }
form-given-name-label = First name
form-family-name-label = Last name
form-email-label = E-mail
form-email-hint = We will send your personal joining link there.
form-email-hint-wait = We will write there as soon as a place becomes free for you.
form-email-hint-request = We will write there as soon as we have decided.
form-email-hint-remind = We will send the reminder with the joining link there.
form-optional = – optional
form-honeypot-label = This field stays empty
form-minute = It takes a minute. You need no account.
submit = Register for free
submit-paid = Register
submit-wait = Join the waiting list
submit-remind = Remind me
privacy-line = { $days ->
        [0] We use your details for this event only and delete them right afterwards.
        [one] We use your details for this event only and delete them one day afterwards.
       *[other] We use your details for this event only and delete them { $days } days afterwards.
    }
privacy-line-more = Read our
privacy-line-link = privacy notice
presence-line = Attendance is certified for this event: we record that you entered the room.

## Errors at the form

title-error-prefix = Error:
summary-title = There is a problem
err-first-empty = Enter your first name.
err-last-empty = Enter your last name.
err-mail-empty = Enter your e-mail address.
err-mail-format = Enter your e-mail address in full, like name@example.org.
err-mail-local = Write the part before the @ without accents or other special characters.
err-too-long = { $field } must be { $max } characters or less.
err-characters = { $field } contains invisible characters. Type the text by hand.
err-web-address = { $field } must not contain a web address.
err-question = Answer the question "{ $question }".
err-choice = Choose an answer to "{ $question }".
err-unstamped = Send the form once more. Your details are still here.
warn-mail-typo = Did you mean { $suggestion }?
warn-mail-typo-yes = Yes, use it
warn-mail-typo-no = No, it is right

## Done

done-title = You are registered
done-title-remind = We will remind you
done-title-general = Thank you
done-text-before = We have sent your personal joining link to
done-text-after = . It usually arrives within a minute.
done-next-title = What happens next
done-next-none = The e-mail has all you need.
done-next-list = We will remind you: { $moments }.
done-next-door = The room opens on { $date } at { $time }.
done-nomail-spam = No e-mail? Check your spam folder.
done-nomail = No e-mail? Check your spam folder or
done-nomail-link = correct the address
done-soon = { $minutes ->
        [one] It starts in one minute.
       *[other] It starts in { $minutes } minutes.
    } You can go in straight from here.
done-running = The event has already begun. You can go in straight from here.
done-again = See other events
wait-text = If a place becomes free, it is yours automatically.
wait-text-mail-before = We will write to
wait-text-mail-after = { " " }at once.
confirm-sent-title = One more step: check your inbox
confirm-sent-before = We have sent an e-mail to
confirm-sent-after = . Confirm your registration there.

## My registration

reg-title = Your registration
reg-status = Status
reg-status-registered = Registered
reg-status-waitlisted = On the waiting list
reg-status-pending = Not confirmed yet
reg-status-cancelled = Cancelled
reg-status-declined = Not accepted
reg-name = Name
reg-change = Change your details
reg-save = Save changes
reg-saved = Your changes have been saved.
reg-join-title = Your access
reg-join-early = The room opens on { $date } at { $time }.
reg-join-early-hint = Your link always stays the same. Keep it to yourself.
reg-join-after = The event is over.
reg-mails-title = E-mails to you
reg-mails-none = There are no more e-mails to come.
reg-manage-title = Manage your registration
reg-cancel = Cancel registration
reg-cancel-hint = Your place then becomes free for others.
reg-reminders-off = No more reminders
reg-reminders-on = Switch reminders on again
reg-data-show = See my data
reg-data-erase = Delete my data
reg-deleted-on = We will delete your details on { $date }.
reg-rejoin-hint = Changed your mind?
reg-rejoin = Come after all

## Cancelling, confirming, erasing

cancel-title = Cancel your registration
cancel-ask = Do you really want to cancel?
cancel-hint = Your place becomes free for others at once.
cancel-yes = Yes, cancel
cancel-no = No, keep my place
cancel-done = You have cancelled. Thank you for letting us know.
confirm-title = Confirm your registration
confirm-button = Confirm registration
confirm-not-you = Not you? Do nothing and we will delete the details.
confirm-again = Send a new e-mail
erase-title = Delete your data
erase-ask = Do you want to delete your data now?
erase-hint = We remove name, address and answers. Your registration then ends.
erase-yes = Yes, delete my data
erase-no = No, go back
erase-done-title = Your data has been deleted
erase-done = Your registration has therefore ended.
reminders-off-ask = Would you like no more reminders about this event?
reminders-off-hint = Your registration and your link stay valid.
reminders-off-yes = Yes, stop reminding me
reminders-off-done = We will not remind you any more. Your registration and your link stay valid.

## Erased: page and receipt

erase-not-me-title = Not you?
erase-not-me-hint = Then somebody else entered your address. We delete the details and send you nothing more about this event.
erase-not-me-yes = Delete the details and block the address
erase-blocked = We will send you nothing more about this event.
erase-receipt-title = Receipt
erase-receipt-number = Number
erase-receipt-when = Deleted on
erase-receipt-what = Removed
erase-receipt-registrations = { $n ->
        [one] 1 registration with name and address
       *[other] { $n } registrations with name and address
    }
erase-receipt-answers = { $n ->
        [one] 1 answer
       *[other] { $n } answers
    }
erase-receipt-mails = { $n ->
        [one] the record of 1 e-mail
       *[other] the records of { $n } e-mails
    }
erase-receipt-hint = The receipt names nobody. Note the number if you may want to refer to it later.
busy-erase = Your data has not been deleted yet. Try again in half a minute.

## Joining

join-early-title = You are early – good!
join-early = The room opens at { $time }. This page will then take you there.
join-early-clock = The room opens at { $time }. Reload this page then.
join-opens-in = The room opens in
join-minutes = { $n ->
        [0] less than a minute
        [one] 1 minute
       *[other] { $n } minutes
    }
join-hours = { $n ->
        [one] 1 hour
       *[other] { $n } hours
    }
join-days = { $n ->
        [one] 1 day
       *[other] { $n } days
    }
join-as-of = As of { $time }. The page renews itself every minute.
join-stop = Stop renewing by itself
join-reload = Reload now
join-prepare = All you need is a browser and speakers or headphones.
join-broken-title = The room cannot be reached right now
join-broken = Try again in a minute.
join-broken-again = Try again
join-over-title = This event is over
join-over = Thank you for your interest. If there is a recording, you will find it on the event page.
join-event-page = Go to the event page
join-cancelled-title = This event has been cancelled
join-waitlisted-title = You are still on the waiting list
join-waitlisted = If a place becomes free, it is yours automatically. This link will then take you to the room.
join-withdrawn-title = You have cancelled
join-declined-title = Sorry, we have no place for you
declined = We are sorry: we cannot give you a place at this event.
join-presence-title = The room is open
join-presence = Attendance is certified for this event. When you click, we record that you entered the room.
join-presence-button = Join now

join-early-moves = This page will then take you there.
join-as-of-day = As of { $time }.
join-host = The room is at { $host }.
join-hybrid = You can also be there in person: { $place }.
join-on-site-title = This event takes place on site
join-on-site = Come here: { $place }.
join-broken-contact = No luck? Here you can reach us:
join-pending-title = Confirm your registration first
join-pending = Open the link in the e-mail "One more step" that we have sent you. After that, this link takes you into the room.
join-requested-title = Your registration is still being checked
join-requested = We will write to you as soon as that is decided. If you are in, this link takes you into the room.

## After the event

after-recording = Watch the recording
after-recording-until = You can watch it until { $date }.
after-materials = Materials
after-survey-ask = How was it?
after-survey = Two questions, one minute
after-next = Next

## Links that do not work

link-unknown-title = This link no longer works
link-unknown = The event may be long over, or you deleted your data.
link-unknown-new = Ask for a new link
lost-title = Send the link again
lost-text = We will send you the links to all events you are registered for.
lost-button = Send the link
lost-done-title = Check your inbox
lost-done = If there is a registration for this address, the e-mail is on its way.

## Error pages

not-found-title = This page does not exist
not-found = Perhaps part of the address is missing, or the event is no longer public.
too-many-title = Very many registrations right now
too-many =
    Very many registrations just came from your network. Send the form again in { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    }. Your details are kept.
too-many-altogether =
    Very many registrations are coming in right now. Send the form again in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }. Your details are kept.
too-many-requests =
    Very many requests are coming in right now. Try again in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
too-many-guesses-title = Too many links that do not exist
too-many-guesses = Open your link again in half a minute, just as it stands in the e-mail.
again-button = Send again
server-error-title = That did not work
server-error-before = Your registration was
server-error-not = not
server-error-after = { " " }saved. Try again in a few minutes.
server-error-page = The page could not be loaded. Try again in a few minutes.
server-error-contact = Or contact
server-error-number = Error number:
bad-request-title = We did not understand that
bad-request = Go back and send the form once more. Nothing was saved.
too-large-title = That was too much at once
too-large = Go back, shorten your details and send the form once more.
foreign-form-title = This form came from another website
foreign-form = Open the event page and send the form from there. Nothing was saved.
timed-out-title = This is taking too long
timed-out = Try again in half a minute.
busy-title = This is not possible right now
busy-page = It is our fault, not yours. Try again in half a minute.
busy-form = It is our fault, not yours. Nothing has been saved yet: try again in half a minute.
busy-sign-up = Your registration has not been saved yet. Your details are still here.
busy-sign-up-hint = Send the form again in half a minute.
busy-cancel = Your cancellation has not been saved yet. Try again in half a minute.

## Privacy

privacy-title = Privacy
privacy-lead = We store only what we need for your registration, and only for as long as we need it.
privacy-who-title = Who is responsible
privacy-what-title = What we store
privacy-what-name = your name, where the form asks for it: for the greeting and the attendee list
privacy-what-email = your e-mail address: there we send the confirmation, reminders and your personal joining link, and a message when the event changes or is cancelled
privacy-what-answers = your answers to the questions on the form: to prepare the event
privacy-what-times = when you registered or cancelled, and which e-mails we sent you: so that each e-mail reaches you exactly once
privacy-join = We do not store whether or when you open your joining link.
privacy-long-title = For how long
privacy-long = After the event your details are deleted automatically. The number of days is given below every registration form and on the page of your registration. Counts without names remain.
privacy-others-title = Who sees them
privacy-others = Only the organisers see your details. To be sent, e-mails are handed to our mail server. Nobody else receives anything.
privacy-web-title = What these pages do not do
privacy-web = They set no cookies, load nothing from others and do not measure what you do. When you send the form, your IP address stays in memory for some minutes, to guard against mass registrations; it is not stored.
privacy-rights-title = Your rights
privacy-rights = You can ask for access, correction, deletion and restriction, object to the processing, and complain to a data protection authority. You can cancel at any time through the link in every e-mail.
contact-us = Contact

## Privacy of one event

notice-title = Privacy: { $title }
notice-lead = This is what we store when you register for this event, what for, and for how long.
notice-what-title = What we store and why
notice-name = for the greeting and the attendee list
notice-email-remind = there we send the reminders with your personal link, and a message when the event changes or is cancelled
notice-answer = to prepare the event
notice-own-term = { $days ->
        [0] deleted right after the event
        [one] deleted one day after the event
       *[other] deleted { $days } days after the event
    }
notice-times-title = Times and e-mails
notice-times = when you registered or cancelled, and which e-mails we sent you, so that each reaches you exactly once
notice-presence = At this event we confirm attendance: we store that you entered the room by a click. Merely opening your link is not stored.
notice-basis-title = Legal basis
notice-basis = We need the details to carry out your registration (GDPR article 6(1)(b)). Public bodies thereby carry out their task (article 6(1)(e)).
notice-basis-optional = Voluntary details rest on your consent (article 6(1)(a)). You can withdraw it at any time: remove the detail on the page of your registration, or write to us.
notice-room = The room is run by the service that your link leads to. It learns your IP address and what you enter there; from us it learns nothing.
notice-term = { $days ->
        [0] Right after the event
        [one] One day after the event
       *[other] { $days } days after the event
    } your details are deleted automatically. If the event is cancelled, they are deleted within { $cancelled } days of that. Counts without names remain.
notice-term-unconfirmed = If you do not confirm your address, we delete the details within 48 hours of the registration.
notice-term-mails = What the mail server reported about an e-mail is deleted after 14 days.
notice-rights-self = On the page of your registration, which every e-mail leads to, you can see and delete your details yourself.
notice-own = General privacy notice of the organisation
notice-version = Version

## Legal notice and accessibility

imprint-lead = { $organisation } is responsible for these pages.
imprint-contact = Contact
accessibility-title = Accessibility statement
accessibility-lead = Everybody should be able to register here: with a keyboard, with a screen reader, at high magnification and on any device.
accessibility-state-title = Status
accessibility-state = These registration pages are built to the guidelines WCAG 2.2, level AA, and the standard EN 301 549, and are checked against them by machine. They need neither cookies nor JavaScript.
accessibility-limits = The room of the event, and materials that we link to, are not in our hands.
accessibility-feedback-title = Does something not work?
accessibility-feedback = Write to us what does not work and what you use. We will answer and find another way for you to take part.
accessibility-enforcement-title = If we do not help
accessibility-enforcement = Public bodies have an arbitration or enforcement body for accessibility. You can complain there free of charge.

## Signing in

signin-title = Sign in
signin-text = This link opens the administration. It works once.
signin-keep = You then stay signed in on this device for { $days } days, or until you sign out.
signin-used = A link to the administration works once, and for one day at most.
signin-ask = Your administrator gives you a new one.
signin-ask-demo = Into the demo leads the link that stands in the terminal when you start halbsieben demo.
signin-left = You are signed out.
signin-first-title = Please sign in first
signin-first = You are no longer signed in. Sign in, then send it again. Nothing was saved.
signout = Sign out

## Outbox

org-outbox-before = Test mode: e-mails do not leave this server. Find them in the
org-outbox-link = outbox
outbox-title = Outbox
outbox-intro = These e-mails would have been sent by now.
outbox-count = { $n ->
        [one] 1 e-mail
       *[other] { $n } e-mails
    }
outbox-empty-title = No e-mails yet
outbox-empty = Register for an event or move the clock forward.
outbox-to = To
outbox-date = Date
outbox-views-label = Views of this e-mail
outbox-view-html = HTML
outbox-view-text = Text
outbox-view-source = Source
outbox-frame-title = E-mail as HTML
outbox-back = All e-mails
clock-title = Move the clock forward
clock-now = Simulated time
clock-hint = Demonstration only: the clock jumps, and every e-mail due by then appears here.
clock-to-day-before = To the reminder the day before
clock-to-hour-before = To the reminder one hour before
clock-to-reminder = To the reminder { $minutes } minutes before
clock-to-doors = To the doors
clock-to-start = To the start
clock-to-end = To the end

## Kinds and states of mails

mail-kind-confirmation = Confirmation
mail-kind-address-check = Confirm address
mail-kind-waitlist = Waiting list
mail-kind-promoted = Moved up
mail-kind-reminder-day = Reminder, day before
mail-kind-reminder-hour = Reminder, 1 hour before
mail-kind-reminder-quarter = Reminder, 15 minutes before
mail-kind-reminder-hours = Reminder, { $hours } hours before
mail-kind-reminder-minutes = Reminder, { $minutes } minutes before
mail-kind-change = Change
mail-kind-event-cancelled = Event cancelled
mail-kind-withdrawn = Registration cancelled
mail-kind-follow-up = Follow-up
mail-kind-lost-link = Link sent again
mail-state-planned = Planned

## Organiser

org-nav-label = Administration
org-nav-events = Events
org-nav-public = Public site
org-signed-in = Signed in as
org-events-title = Your events
org-events-upcoming = Upcoming
org-events-drafts = Drafts
org-events-past = Past
org-tabs-label = By status
org-events-empty-title = No event yet
org-events-empty = Your announcement becomes an event within a minute: paste its text.
org-events-none = Nothing here at the moment.
org-col-event = Event
org-col-date = Date
org-col-registered = Registered
org-col-state = Status
org-of-capacity = of { $capacity }
org-state-draft = Draft
org-state-published = Published
org-state-running = Running now
org-state-over = Over
org-state-cancelled = Cancelled
org-state-no-room = No room yet
org-state-failed = { $n ->
        [one] 1 e-mail refused
       *[other] { $n } e-mails refused
    }
org-draft = This event is a draft. Nobody sees it yet.
org-cancelled = This event is cancelled.
org-no-room = The link to the event room is still missing.
org-no-room-more = The e-mails leave on time all the same: every personal link leads to the room as soon as it is set.
org-failed = { $n ->
        [one] 1 e-mail was refused.
       *[other] { $n } e-mails were refused.
    }
org-failed-link = Who is affected
org-expired = { $n ->
        [one] 1 e-mail would have come too late to be of use and was not sent.
       *[other] { $n } e-mails would have come too late to be of use and were not sent.
    }
org-paused = No e-mails are leaving at the moment.
org-paused-more = None is lost. Next try: { $time }. The mail server: { $reason }
org-counts-title = Registrations
org-count-registered = registered
org-count-waitlisted = on the waiting list
org-count-pending = not confirmed yet
org-count-cancelled = cancelled
org-count-free = places free
org-public-link = See the public page
org-public-link-title = Public link
org-public-link-hint = One click selects it for copying.
org-share-title = Spread the word
org-share-qr = QR code (SVG)
org-share-picture = Preview picture (PNG)
org-share-embed = Registration on your own website:
org-share-embed-off = Your own website can show the registration once embed.allowed_origins names it.
org-room-title = Event room
org-room-set = Set: { $host }
org-room-missing = Not set yet
org-doors-title = Doors open
org-mails-title = E-mails
org-mails-caption = E-mails of this event by kind and state
org-mails-kind = E-mail
org-mails-due = Due
org-mails-state = State
org-mails-at-once = at once
org-mails-next = Next: { $kind }, { $time }, to { $n ->
        [one] 1 person
       *[other] { $n } people
    }.
org-mails-hint = Sent means: the mail server has accepted the e-mail. Not needed means: for example because the confirmation says it all already, or somebody has cancelled.
org-mails-none = none yet
org-mails-planned = { $n } planned
org-mails-sending = { $n } being sent
org-mails-sent = { $n } sent
org-mails-waiting = { $n ->
        [one] 1 waits for the next try
       *[other] { $n } wait for the next try
    }
org-mails-failed = { $n } refused
org-mails-void = { $n } not needed
org-mails-expired = { $n } too late
org-failures-title = Refused e-mails
org-failures-hint = These people did not get the e-mail. Often the address is mistyped: call them, or write to them in another way.
org-failures-server = The mail server:
org-failures-silent = The mail server gave no reason.
org-failures-more = { $n ->
        [one] And 1 more.
       *[other] And { $n } more.
    }
org-download-csv = CSV for Excel
org-download-xlsx = Excel file (.xlsx)
org-download-rfc = CSV for programs
org-download-retention = The list contains personal data. We delete it here on { $date }; delete your copy as well.
org-people-title = Attendees
org-people-caption = Registered people, newest first
org-people-empty = Nobody has registered yet.
org-col-status = Status
org-col-registered-at = Registered on
org-people-range = { $from }–{ $to } of { $total }

## Waiting list, request, confirming the address

wait-title-plain = You are on the waiting list
requested-title = Your request has arrived
requested-before = We will decide and write to you at
requested-after = .
form-approval = We decide on each request. You will get an answer in any case.
submit-request = Ask to take part
closed-since = Registration closed on { $time }.
closed-contact = Questions? { $contact }
mail-kind-requested = Request received
mail-kind-declined = Request not accepted
confirm-ask = Do you want to register?
confirm-until = We hold your place until { $time }.
confirm-expired-title = The time to confirm is over
confirm-expired-held = We could not hold your place any longer.
confirm-expired = If you still want to come, we will send you another e-mail.
confirm-again-done = The e-mail is on its way. Confirm your registration there.
confirm-again-full = All places have been taken by now.
confirm-closed-title = Registration is closed
confirm-closed = This event takes no more registrations.

## My registration: changing, coming back, data

reg-language = Language of pages and e-mails
reg-email-change-hint = A new address counts once you have opened the link in the e-mail we send there and confirmed it. Until then the old one stays.
reg-address-asked = New address { $email }: not confirmed yet. Open the link in the e-mail that we sent there. Until then all e-mails go to the old address.
reg-reminders-on-done = We will remind you again.
reg-change-closed = This registration can no longer be changed.
err-address-too-often =
    You gave several addresses within the last hour. Try again in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
rejoin-ask = Would you like to come after all?
rejoin-yes = Yes, register again
rejoin-full = All places have been taken in the meantime. Your registration stays cancelled.
rejoin-closed = Registration has closed in the meantime.
address-title = Confirm address
address-ask = Shall { $email } become the address of this registration?
address-hint = After that, all e-mails about the event go there. We send nothing more to the old address.
address-yes = Yes, confirm address
address-expired = This link has expired, or another address was given since. Nothing has changed.
address-taken = There already is a registration for this event with this address. Nothing has changed.
address-not-you = Not you? Do nothing and nothing will change.
footer-lost = Lost your link?
form-correct = Correct your details and send the form again.
mail-kind-new-address = Confirm new address
mail-state-sent = Sent
mail-state-sending = Being sent
mail-state-failed = Refused by the mail server
mail-state-void = Not needed
mail-state-expired = Came too late, not sent
data-title = Your data
data-lead = This is all that we keep about your registration.
data-json = Download as a file (JSON)
data-answers = Your answers
data-new-email = New e-mail, not confirmed yet
data-role = Part in the event
data-role-guest = Guest
data-role-host = Host
data-registered-at = Registered
data-cancelled-at = Cancelled
data-waitlisted-at = On the waiting list since
data-expires-at = To be confirmed by
data-present-at = Entered the room
data-reminders = Reminders
data-reminders-on = on
data-reminders-off = off
data-unreachable = Address cannot be reached since
data-notice = Privacy notice, version
data-question-gone = A question that is no longer asked
data-purpose = What for: { $purpose }
data-removed = We will delete this answer on { $date }.
data-reply = The mail server: { $reply }
data-purpose-registration = What for: to invite you, remind you and let you in. The basis is your registration.
data-term = We delete all of this on { $date } by itself. Counts without names stay.
data-back = Back to the registration
lost-too-many =
    Very many requests just came from your network. Try again in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
reg-waiting = Number { $n } on the waiting list. If a place becomes free it is yours automatically, and we write to you at once.
reg-leave = Leave the waiting list
leave-ask = Do you want to leave the waiting list?
leave-yes = Yes, leave the list
leave-no = No, stay on the list
