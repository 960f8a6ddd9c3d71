# Words that only mails say; what pages say as well stands in web.ftl. The comments on the variables stand in the German file.

## What all mails share

mail-greeting = Hello { $name },
mail-greeting-nobody = Hello,
mail-hybrid = { $place } and online
mail-sign-off = Kind regards
mail-why = You get this e-mail because you registered.
mail-manage = View, change or cancel your registration
mail-view = View your registration
mail-not-you-erase = Delete this registration

## The way in

mail-your-link = Your personal link:
mail-or-copy = Or copy this link into your browser:
mail-link-opens = It opens on { $day } from { $clock }.
mail-link-open = It is open already.
mail-link-keep = Keep it to yourself.
mail-help = Trouble? { $contact }

## The calendar

mail-calendar = Calendar:
mail-calendar-file = or the attached file.
mail-calendar-removes = The attached calendar file removes the entry.
mail-file-name = event.ics
mail-calendar-personal = Your personal link: { $link }
mail-calendar-page = More about the event: { $link }

## Cancelling

-mail-cancel-here = Cancel here
-mail-cancel = Cancel
mail-confirmation-cancel = Cannot come after all? { -mail-cancel-here }.
mail-confirmation-cancel-place = Cannot come after all? { -mail-cancel-here } so that someone else can have your place.
mail-reminder-cancel = No time after all? { -mail-cancel-here }.
mail-reminder-cancel-place = No time after all? { -mail-cancel } so that someone else can have your place.
mail-change-cancel = The new date does not suit you? { -mail-cancel-here }.

## Confirmation

mail-confirmation-subject = Registered: { $title }, { $when }
mail-confirmation-preheader = Your personal joining link and calendar entry.
mail-confirmation-place = Your place is booked. We look forward to seeing you!
mail-confirmation-no-place = You are registered. We look forward to seeing you!
mail-reminded = We will remind you before the start.
mail-again-subject = You are already registered: { $title }
mail-again-preheader = Here is your link again.
mail-again-lead = There already is a registration for this address. It still counts; here is your link again.

## Reminder

mail-ahead-subject =
    { $days ->
        [0] Today
        [1] Tomorrow
       *[other] On { $weekday }
    } at { $clock }: { $title }
mail-ahead-preheader = The room opens at { $clock }.
mail-ahead-today = It is nearly time.
mail-ahead-tomorrow = It is nearly time.
mail-ahead-on = It is nearly time: see you on { $date }.
mail-soon-subject =
    { $days ->
        [0] Today
       *[other] Tomorrow
    } at { $clock }: your link to “{ $title }”
mail-soon-preheader = Open from { $clock }.
mail-soon-lead =
    “{ $title }” starts { $days ->
        [0] today
       *[other] tomorrow
    } at { $start }.
mail-soon-doors = You can come in from { $clock }.
mail-open-subject = The room is open: { $title }, starts at { $clock }
mail-open-lead = The room is open. Come in!
mail-running-subject = It has started: your link to “{ $title }”
mail-running-lead = “{ $title }” started at { $start }.

## Change

mail-change-subject = Changed: { $title } – now { $when }
mail-change-lead = There is a change.
mail-change-new = New:
mail-change-old = Was:
mail-change-valid = Your registration still counts; you need not do anything. Your link stays the same. The attached calendar file replaces the old one.

mail-zone-subject = Calendar entry corrected: { $title }
mail-zone-lead = The rules of this event’s time zone have changed. Date and time stay as they are; only the entry in your calendar needs correcting.

## After the end

mail-follow-up-subject = Thank you for your interest: { $title }
mail-follow-up-lead = Thank you for your interest in “{ $title }”.
mail-follow-up-preheader-both = Recording and materials.
mail-follow-up-preheader-recording = The recording is there.
mail-follow-up-preheader-materials = The materials are there.
mail-follow-up-materials = Materials:
mail-follow-up-last = This is the last e-mail about this event.

## The event does not take place

mail-event-cancelled-subject = Cancelled: { $title } on { $day }
mail-event-cancelled-lead = We are sorry: “{ $title }” on { $day } at { $clock } ({ $zone }) will not take place.
mail-other-events = See other events

## The registrant has cancelled

mail-registration-cancelled-subject = You have cancelled: { $title }
mail-rejoin-places = Changed your mind? If all places are taken, you join the waiting list.

## Another address

mail-new-address-subject = Confirm your new address: { $title }
mail-new-address-lead = This e-mail address was given for a registration for this event. Confirm that it is yours. After that, all e-mails about the event come here.
mail-new-address-until = The link works until { $time }.
mail-new-address-known = Another registration for this event was to get this e-mail address. But there already is a registration for your address. Nothing has changed.
mail-why-unconfirmed = You get this e-mail because someone gave your address for a registration.

## Lost links

mail-lost-link-subject = Your links once more
mail-lost-link-lead = With this e-mail address you are registered for these events. Each link leads to your registration, and from there into the room.
mail-link-keep-all = Keep the links to yourself.
mail-why-lost-link = You get this e-mail because someone asked for the links to this address on our website.

## To see whether mails leave

mail-test-subject = halbsieben: this e-mail has arrived
mail-test-body =
    Hello,

    the mail settings of halbsieben at { $url } are right: this message has reached the mail server.

## All places are taken, and what comes of it

mail-waitlisted-subject = Waiting list: { $title }
mail-waitlisted-lead = All places are taken; you are on the waiting list.
mail-waitlisted-lead-at = All places are taken; you are number { $position } on the waiting list.
mail-waitlisted-promise = If a place becomes free it is yours automatically, and your link arrives at once.
-mail-waitlisted-leave-link = Leave the waiting list
mail-waitlisted-leave = No longer interested? { -mail-waitlisted-leave-link }.
mail-promoted-subject = A place is free: you are in for “{ $title }”
mail-promoted-lead = Good news: a place has become free and it is yours.
mail-change-valid-waiting = Your registration still counts; you need not do anything. Your place in the queue stays the same, too.
mail-change-valid-requested = Your request still counts; you need not do anything. We will write to you as soon as we have decided.

## The address is to be confirmed

mail-confirm-address-subject = One more step: { $title }
mail-confirm-address-lead = Confirm that you want to register.
mail-confirm-address-held = We hold your place until { $until }.
mail-confirm-address-until = The link works until { $until }.
mail-confirm-address-waits = All places are taken; if you confirm, you are on the waiting list. The link works until { $until }.

## The organiser decides

mail-requested-subject = Request received: { $title }
mail-requested-lead = We have received your request.
mail-requested-promise = We decide on each request and will write to you as soon as we have.
-mail-requested-withdraw-link = Withdraw the request
mail-requested-withdraw = Not after all? { -mail-requested-withdraw-link }.
mail-declined-subject = Sorry, no place this time: { $title }
mail-declined-lead = We are sorry: we cannot give you a place at this event.
