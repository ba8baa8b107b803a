close = Fechar
cancel = Cancelar
loading = Carregando…
try-again = Tentar de novo
nothing-found = Nada encontrado
