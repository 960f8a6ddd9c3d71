### Words about entering many people from a list.

import-title = Read a list
import-text = Enter everybody on a list at once: a CSV file from Excel, LibreOffice or another program.
import-columns = The first line says what stands in the columns. “E-mail” is needed, and “Given name” and “Family name” where the event asks for them. Answers are found where the column is called as the question is.
import-first = First you see what comes of it. Nobody is entered by that.
import-file = CSV file
import-file-hint = At most 400 KB, which is a few thousand people.
import-look = Have a look
import-check-title = What comes of the list
import-new = { $n ->
        [0] Nobody is new.
        [one] 1 person will be entered.
       *[other] { $n } people will be entered.
    }
import-waits = { $n ->
        [one] There is no place for 1 of them, who goes to the waiting list.
       *[other] There is no place for { $n } of them, who go to the waiting list.
    }
import-known = { $n ->
        [one] 1 person is registered already. Nothing changes for them.
       *[other] { $n } people are registered already. Nothing changes for them.
    }
import-wrong = { $n ->
        [one] 1 line is wrong and is left out.
       *[other] { $n } lines are wrong and are left out.
    }
import-left-out = { $n ->
        [one] 1 more line is left out; why, stands below.
       *[other] { $n } more lines are left out; why, stands below.
    }
import-unmarked = { $n ->
        [one] The mark ' that prevents formulas is taken off 1 cell.
       *[other] The mark ' that prevents formulas is taken off { $n } cells.
    }
import-ignored = These columns are not taken over: { $columns }.
import-mails = { $n ->
        [0] No e-mail is sent.
        [one] 1 e-mail is sent at once.
       *[other] { $n } e-mails are sent at once.
    }
import-confirm = By it each person first confirms the address.
import-yes = { $n ->
        [one] Enter 1 person
       *[other] Enter { $n } people
    }
import-other = Another file
import-lines = Line by line
import-line = Line
import-becomes = What comes of it
import-more-lines = { $n ->
        [one] And 1 more line.
       *[other] And { $n } more lines.
    }
import-line-entered = will be entered
import-line-waits = goes to the waiting list
import-line-known = is registered already
import-line-twice = stands on line { $line } already
import-line-cancelled = is on the list as cancelled
import-line-unwanted = wants no e-mails of this event
import-line-full = gets no place any more, since the event has started
import-done = The people on the list are entered. Their e-mails are on the way.
import-wrong-empty = is missing
import-wrong-long = more than { $max } characters
import-wrong-characters = a character that cannot be shown
import-wrong-web-address = contains a web address
import-wrong-format = not a complete address like name@example.org
import-wrong-local-part = a character before the @ that mail servers do not take
import-wrong-option = cannot be chosen
import-err-none = Choose a file.
import-err-empty = Nobody is on this list.
import-err-workbook = This is an Excel file. Save it in Excel as “CSV UTF-8”, and choose that file.
import-err-addresses = No column is called “E-mail”. The first line must say what stands in the columns.
import-err-twice = Two columns are called “{ $column }”.
import-err-line = Line { $line } cannot be read.
