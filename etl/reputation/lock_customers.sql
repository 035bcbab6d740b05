-- Locks the customers in one order, so that what is counted next is current. Params: ids
SELECT FROM public.customer_profiles
WHERE id = ANY (%(ids)s)
ORDER BY id
FOR NO KEY UPDATE
