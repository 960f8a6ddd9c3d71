// The events of the tests: invented, in every state that an event can be in. Each has a form of its own.

const LESESAELE = `Lesesäle der Zukunft: Was wird aus der Stadtbibliothek?

Reihe: Orte für alle – Gespräche über öffentliche Räume

Datum: 03.12.2026, 18:30–20:00 Uhr

Ort: im Internet: online

Früher war die Sache klar: Wer ein Buch brauchte, ging in die Bibliothek. Heute trägt jeder einen Lesesaal in der Tasche, und doch sind die Häuser voller als je zuvor.

Was darf eine Bibliothek alles sein, ohne aufzuhören, eine zu sein? Darüber sprechen wir mit zwei Menschen, die umgebaut haben.

Gäste:

  • Dr. Mirjam Aldenhoven, Leiterin der Stadtbibliothek, Stadt Fichtenrode, Fichtenrode
  • Jonas Petrikowski, Referent für Bürgerbeteiligung, Büro Offene Räume, Nordquell

Moderation: Selma Wintergarten, Freie Journalistin

Kooperationspartner:

  • Verbund der Lesesäle im Oberland (VLO),
  • Haus der Stadtgeschichte Fichtenrode (HSF)

Die Gesprächsreihe wird gefördert durch die Stiftung Lange Abende.

Teilnahmegebühr

keine

Anmeldung

Eine Anmeldung ist erforderlich. Der Zugangslink kommt per E-Mail.

Veranstaltungsart

Podiumsgespräch

Themengebiet
  • Bibliothek und Bildung
  • Stadtentwicklung

Zielgruppe
  • Interessierte
`;

const GARDEN = `title = "Small gardens, big cities"
locale = "en"
subtitle = "A workshop for people with a balcony"
description = """
Bring a pot and a question. We **answer** both.

## What we do

- look at soil
- look at light
"""
fee = "5 Euro"
event_type = "Workshop"
registration = "required"

[[people]]
role = "host"
name = "Ada Underhill"
function = "Gardener"

[[questions]]
label = "How big is your balcony?"
kind = "text"

[[questions]]
label = "Sun or shade?"
kind = "choice"
required = true
options = ["Sun", "Shade", "I do not know"]

[[questions]]
label = "I have read the safety notes"
kind = "tick"
required = true
`;

const short = (title, rest = '') => `title = "${title}"\nlocale = "de"\ndescription = "Ein Abend mit Zeit für Fragen."\n${rest}`;
const evening = { start: '2026-12-03 18:30', end: '2026-12-03 20:00' };

export const lesesaele = { slug: 'lesesaele', text: LESESAELE, ...evening };
export const garden = { slug: 'garden', text: GARDEN, capacity: 8, start: '2026-12-05 10:00', end: '2026-12-05 12:30' };
export const full = { slug: 'sternwarte', text: short('Ein Abend an der Sternwarte'), capacity: 1, ...evening };
export const race = { slug: 'probe', text: short('Die letzte Probe'), capacity: 1, ...evening };
export const optional = { slug: 'lesekreis', text: short('Lesekreis am Kamin', 'registration = "optional"\n'), ...evening };
export const open = { slug: 'chor', text: short('Offenes Singen', 'registration = "open"\n'), ...evening };
export const moved = { slug: 'verlegt', text: short('Vom Umzug der Bücher'), ...evening };
export const cancelled = { slug: 'abgesagt', text: short('Der ausgefallene Abend'), ...evening };
export const roomless = { slug: 'raumlos', text: short('Noch ohne Raum'), room: '', ...evening };
export const past = { slug: 'gewesen', text: short('Herbstlese'), start: '2026-11-02 18:30', end: '2026-11-02 20:00' };
export const draft = { slug: 'entwurf', text: short('Noch geheim'), draft: true, ...evening };

const ALL_KINDS = `
[[questions]]
label = "Was möchten Sie fragen?"
kind = "long_text"
purpose = "Wir geben Ihre Frage vorab an das Podium weiter."

[[questions]]
label = "An welchen Abenden können Sie?"
kind = "several"
required = true
options = ["Montag", "Dienstag", "Mittwoch"]
`;
export const questions = { slug: 'fragen', text: short('Fragen an den Abend', ALL_KINDS), ...evening };
export const early = { slug: 'bald', text: short('Bald geht es los', 'registration_opens = "2026-12-02T08:00"\n'), ...evening };
export const closed = {
  slug: 'geschlossen',
  text: short('Die Liste ist zu', 'registration_closes = "2026-11-29T12:00"\nhelp_contact = "030 123456"\n'),
  ...evening,
};
export const request = { slug: 'anfrage', text: short('Ein kleiner Kreis', 'approval = true\n'), ...evening };
export const few = { slug: 'kreis', text: short('Ein noch kleinerer Kreis', 'approval = true\n'), capacity: 1, ...evening };
export const attended = { slug: 'nachweis', text: short('Ein Abend mit Nachweis', 'proof_of_attendance = true\n'), ...evening };
export const held = { slug: 'bestaetigen', text: short('Mit Bestätigung', 'double_opt_in = true\n'), capacity: 30, ...evening };

export const all = [lesesaele, garden, full, race, optional, open, moved, cancelled, roomless, past, draft, questions, early, closed, request, few, attended, held];
