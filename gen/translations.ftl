
## ########## Resource: web ###############

language = Deutsch


## ########## Resource: web ###############

language = English

