# Words that only mails say; what pages say as well stands in web.ftl. The variables' types stand here only; `(Element)` is a piece that the HTML sets apart.

## What all mails share

# $name (Element)
mail-greeting = Guten Tag { $name },
mail-greeting-nobody = Guten Tag,
# $place (String)
mail-hybrid = { $place } und online
mail-sign-off = Freundliche Grüße
mail-why = Sie erhalten diese E-Mail, weil Sie sich angemeldet haben.
mail-manage = Anmeldung ansehen, ändern oder absagen
mail-view = Anmeldung ansehen
mail-not-you-erase = Anmeldung löschen

## The way in

mail-your-link = Ihr persönlicher Link:
mail-or-copy = Oder diesen Link in den Browser kopieren:
# $day (String)
# $clock (String)
mail-link-opens = Er öffnet sich am { $day } ab { $clock } Uhr.
mail-link-open = Er ist schon offen.
mail-link-keep = Geben Sie ihn nicht weiter.
# $contact (String)
mail-help = Klappt etwas nicht? { $contact }

## The calendar

mail-calendar = In den Kalender:
mail-calendar-file = oder die Datei im Anhang.
mail-calendar-removes = Die Kalenderdatei im Anhang entfernt den Termin.
mail-file-name = termin.ics
# $link (String)
mail-calendar-personal = Ihr persönlicher Link: { $link }
# $link (String)
mail-calendar-page = Mehr zur Veranstaltung: { $link }

## Cancelling

-mail-cancel-here = Hier absagen
-mail-cancel = Absagen
# -mail-cancel-here (Element)
mail-confirmation-cancel = Sie können doch nicht? { -mail-cancel-here }.
# -mail-cancel-here (Element)
mail-confirmation-cancel-place = Sie können doch nicht? { -mail-cancel-here } – dann wird Ihr Platz für andere frei.
# -mail-cancel-here (Element)
mail-reminder-cancel = Keine Zeit? { -mail-cancel-here }.
# -mail-cancel (Element)
mail-reminder-cancel-place = Keine Zeit? { -mail-cancel } – dann wird Ihr Platz für andere frei.
# -mail-cancel-here (Element)
mail-change-cancel = Passt der neue Termin nicht? { -mail-cancel-here }.

## Confirmation

# $title (String)
# $when (String)
mail-confirmation-subject = Angemeldet: { $title }, { $when }
mail-confirmation-preheader = Ihr persönlicher Zugangslink und der Kalendereintrag.
mail-confirmation-place = Ihr Platz ist reserviert. Wir freuen uns auf Sie!
mail-confirmation-no-place = Sie sind angemeldet. Wir freuen uns auf Sie!
mail-reminded = Vor dem Beginn erinnern wir Sie.
# $title (String)
mail-again-subject = Sie sind schon angemeldet: { $title }
mail-again-preheader = Hier ist Ihr Link noch einmal.
mail-again-lead = zu dieser Adresse gibt es bereits eine Anmeldung. Sie gilt weiter; hier ist Ihr Link noch einmal.

## Reminder

# $days (Number)
# $weekday (String)
# $clock (String)
# $title (String)
mail-ahead-subject =
    { $days ->
        [0] Heute
        [1] Morgen
       *[other] Am { $weekday }
    }, { $clock } Uhr: { $title }
# $clock (String)
mail-ahead-preheader = Der Zugang öffnet um { $clock } Uhr.
mail-ahead-today = heute ist es so weit.
mail-ahead-tomorrow = morgen ist es so weit.
# $date (String)
mail-ahead-on = am { $date } ist es so weit.
# $days (Number)
# $clock (String)
# $title (String)
mail-soon-subject =
    { $days ->
        [0] Heute
       *[other] Morgen
    } um { $clock } Uhr: Ihr Link zu „{ $title }“
# $clock (String)
mail-soon-preheader = Ab { $clock } Uhr geöffnet.
# $days (Number)
# $start (Element)
# $title (String)
mail-soon-lead =
    { $days ->
        [0] heute
       *[other] morgen
    } um { $start } beginnt „{ $title }“.
# $clock (String)
mail-soon-doors = Ab { $clock } Uhr können Sie eintreten.
# $title (String)
# $clock (String)
mail-open-subject = Der Raum ist offen: { $title }, Beginn { $clock } Uhr
mail-open-lead = der Raum ist offen. Kommen Sie herein!
# $title (String)
mail-running-subject = Es hat begonnen: Ihr Link zu „{ $title }“
# $start (Element)
# $title (String)
mail-running-lead = um { $start } hat „{ $title }“ begonnen.

## Change

# $title (String)
# $when (String)
mail-change-subject = Geändert: { $title } – jetzt { $when }
mail-change-lead = es gibt eine Änderung.
mail-change-new = Neu:
mail-change-old = Bisher:
mail-change-valid = Ihre Anmeldung gilt weiter, Sie müssen nichts tun. Ihr Link bleibt derselbe. Die Kalenderdatei im Anhang ersetzt die alte.

# $title (String)
mail-zone-subject = Kalendereintrag berichtigt: { $title }
mail-zone-lead = die Zeitzone dieser Veranstaltung hat neue Regeln bekommen. Datum und Uhrzeit bleiben, wie sie sind. Nur der Eintrag in Ihrem Kalender muss berichtigt werden.

## After the end

# $title (String)
mail-follow-up-subject = Danke für Ihr Interesse: { $title }
# $title (String)
mail-follow-up-lead = vielen Dank für Ihr Interesse an „{ $title }“.
mail-follow-up-preheader-both = Aufzeichnung und Unterlagen.
mail-follow-up-preheader-recording = Die Aufzeichnung ist da.
mail-follow-up-preheader-materials = Die Unterlagen sind da.
mail-follow-up-materials = Unterlagen:
mail-follow-up-last = Das ist die letzte E-Mail zu dieser Veranstaltung.

## The event does not take place

# $title (String)
# $day (String)
mail-event-cancelled-subject = Fällt aus: { $title } am { $day }
# $title (String)
# $day (String)
# $clock (String)
# $zone (String)
mail-event-cancelled-lead = leider muss „{ $title }“ am { $day } um { $clock } Uhr ({ $zone }) ausfallen.
mail-other-events = Andere Veranstaltungen ansehen

## The registrant has cancelled

# $title (String)
mail-registration-cancelled-subject = Abgemeldet: { $title }
mail-rejoin-places = Doch dabei sein? Sind alle Plätze vergeben, kommen Sie auf die Warteliste.

## Another address

# $title (String)
mail-new-address-subject = Neue Adresse bestätigen: { $title }
mail-new-address-lead = für die Anmeldung zu dieser Veranstaltung wurde diese E-Mail-Adresse angegeben. Bestätigen Sie, dass sie Ihnen gehört. Danach gehen alle E-Mails zur Veranstaltung hierher.
# $time (String)
mail-new-address-until = Der Link gilt bis { $time }.
mail-new-address-known = eine andere Anmeldung zu dieser Veranstaltung sollte diese E-Mail-Adresse bekommen. Zu Ihrer Adresse gibt es aber schon eine Anmeldung. Geändert hat sich nichts.
mail-why-unconfirmed = Sie erhalten diese E-Mail, weil jemand Ihre Adresse bei einer Anmeldung angegeben hat.

## Lost links

mail-lost-link-subject = Ihre Links noch einmal
mail-lost-link-lead = mit dieser E-Mail-Adresse sind Sie zu diesen Veranstaltungen angemeldet. Jeder Link führt zu Ihrer Anmeldung und von dort in den Raum.
mail-link-keep-all = Geben Sie die Links nicht weiter.
mail-why-lost-link = Sie erhalten diese E-Mail, weil jemand auf unserer Website die Links zu dieser Adresse angefordert hat.

## To see whether mails leave

mail-test-subject = halbsieben: Diese E-Mail ist angekommen
# $url (String)
mail-test-body =
    Guten Tag,

    die E-Mail-Einstellungen von halbsieben unter { $url } stimmen: Diese Nachricht hat den Mailserver erreicht.

## All places are taken, and what comes of it

# $title (String)
mail-waitlisted-subject = Warteliste: { $title }
mail-waitlisted-lead = alle Plätze sind vergeben, Sie stehen auf der Warteliste.
# $position (Number)
mail-waitlisted-lead-at = alle Plätze sind vergeben, Sie stehen auf der Warteliste (Platz { $position }).
mail-waitlisted-promise = Wird etwas frei, sind Sie automatisch dabei und bekommen sofort Ihren Link.
-mail-waitlisted-leave-link = Warteliste verlassen
# -mail-waitlisted-leave-link (Element)
mail-waitlisted-leave = Nicht mehr interessiert? { -mail-waitlisted-leave-link }.
# $title (String)
mail-promoted-subject = Platz frei: Sie sind bei „{ $title }“ dabei
mail-promoted-lead = gute Nachricht: Ein Platz ist frei geworden, und er gehört Ihnen.
mail-change-valid-waiting = Ihre Anmeldung gilt weiter, Sie müssen nichts tun. Auch Ihr Platz in der Reihe bleibt derselbe.
mail-change-valid-requested = Ihre Anfrage gilt weiter, Sie müssen nichts tun. Sobald wir entschieden haben, schreiben wir Ihnen.

## The address is to be confirmed

# $title (String)
mail-confirm-address-subject = Noch ein Schritt: { $title }
mail-confirm-address-lead = bestätigen Sie, dass Sie sich anmelden möchten.
# $until (String)
mail-confirm-address-held = So lange ist Ihr Platz reserviert: bis { $until }.
# $until (String)
mail-confirm-address-until = Der Link gilt bis { $until }.
# $until (String)
mail-confirm-address-waits = Alle Plätze sind vergeben; wenn Sie bestätigen, stehen Sie auf der Warteliste. Der Link gilt bis { $until }.

## The organiser decides

# $title (String)
mail-requested-subject = Anfrage erhalten: { $title }
mail-requested-lead = wir haben Ihre Anfrage erhalten.
mail-requested-promise = Über die Teilnahme entscheiden wir einzeln. Sobald es so weit ist, schreiben wir Ihnen.
-mail-requested-withdraw-link = Anfrage zurückziehen
# -mail-requested-withdraw-link (Element)
mail-requested-withdraw = Doch nicht? { -mail-requested-withdraw-link }.
# $title (String)
mail-declined-subject = Leider kein Platz: { $title }
mail-declined-lead = leider können wir Ihnen für diese Veranstaltung keinen Platz geben.
