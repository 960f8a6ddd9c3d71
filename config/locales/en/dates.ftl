# Dates as people write them. The names stand in their order, parted by commas.
dates-weekdays = Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
dates-weekdays-short = Mon, Tue, Wed, Thu, Fri, Sat, Sun
dates-months = January, February, March, April, May, June, July, August, September, October, November, December
dates-months-short = Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec

# Patterns: %A weekday, %a in short, %B month, %b in short, %-d day, %d with two digits, %m month as a number, %Y year, %H:%M clock.
dates-full = %A %-d %B %Y
dates-plain = %-d %B %Y
dates-day = %-d %b
dates-brief = %a %-d %b
dates-brief-year = %a %-d %b %Y
dates-day-of-month = %-d
dates-in-figures = %Y-%m-%d, %H:%M
# What follows a time on the clock.
dates-after-clock = { "" }

# What people call the abbreviations of zones here, such as `CET MEZ`, parted by commas.
dates-zones = { "" }
dates-zone = { $city } time, { $abbreviation }
