close = Cerrar
cancel = Cancelar
loading = Cargando…
try-again = Reintentar
nothing-found = No se encontró nada
