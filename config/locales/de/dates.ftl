# Dates as people write them. The names stand in their order, parted by commas.
dates-weekdays = Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag, Sonntag
dates-weekdays-short = Mo, Di, Mi, Do, Fr, Sa, So
dates-months = Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember
dates-months-short = Jan., Feb., März, Apr., Mai, Juni, Juli, Aug., Sept., Okt., Nov., Dez.

# Patterns: %A weekday, %a in short, %B month, %b in short, %-d day, %d with two digits, %m month as a number, %Y year, %H:%M clock.
dates-full = %A, %-d. %B %Y
dates-plain = %-d. %B %Y
dates-day = %d.%m.
dates-brief = %a %d.%m.
dates-brief-year = %a %d.%m.%Y
dates-day-of-month = %-d.
dates-in-figures = %d.%m.%Y, %H:%M Uhr
# What follows a time on the clock.
dates-after-clock = { " " }Uhr

# What people call the abbreviations of zones here, such as `CET MEZ`, parted by commas.
dates-zones = CET MEZ, CEST MESZ
# $city (String)
# $abbreviation (String)
dates-zone = Ortszeit { $city }, { $abbreviation }
