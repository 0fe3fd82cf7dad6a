SELECT id, name, email
FROM people
