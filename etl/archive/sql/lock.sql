-- Nobody reads or changes the week between its last check and its drop.
LOCK TABLE {week} IN ACCESS EXCLUSIVE MODE
