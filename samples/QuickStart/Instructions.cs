namespace QuickStart;

internal static class Instructions
{
    public static string For(string address) =>
        $$"""
            SessionManager quick start. Users: alice, bob, admin. Password: demo.
            At most 3 sessions each; a 4th sign-in ends the least recently active.

            1. Like a browser, with a cookie that curl keeps in the file jar.txt

            Sign in, and see who you are:

            curl -i -c jar.txt -H 'Content-Type: application/json' -d '{"user":"alice","password":"demo"}' {{address}}/login
            curl -b jar.txt -w '\n' {{address}}/me

            Sign in once more as another device, and list your sessions:

            curl -s -o /dev/null -c phone.txt -A 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' -H 'Content-Type: application/json' -d '{"user":"alice","password":"demo"}' {{address}}/login
            curl -b jar.txt -w '\n' {{address}}/sessions

            End the phone's session by its id. Its very next request is refused:

            PHONE=$(curl -s -b phone.txt {{address}}/me | sed 's/.*"session_id":"\([^"]*\)".*/\1/')
            curl -i -b jar.txt -X DELETE {{address}}/sessions/$PHONE
            curl -i -b phone.txt {{address}}/me

            End all others, then sign out:

            curl -b jar.txt -w '\n' -X DELETE {{address}}/sessions
            curl -i -b jar.txt -c jar.txt -X POST {{address}}/logout

            2. Like an app or a script, which keeps the token by itself

            TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{"user":"bob","password":"demo"}' '{{address}}/login?token=true' | sed 's/.*"token":"\([^"]*\)".*/\1/')
            curl -H "Authorization: Bearer $TOKEN" -w '\n' {{address}}/me
            curl -H "X-Session-ID: $TOKEN" -w '\n' {{address}}/sessions
            curl -i -H "Authorization: Bearer $TOKEN" -X POST {{address}}/logout

            3. As admin, anybody's

            ADMIN=$(curl -s -H 'Content-Type: application/json' -d '{"user":"admin","password":"demo"}' '{{address}}/login?token=true' | sed 's/.*"token":"\([^"]*\)".*/\1/')
            curl -H "Authorization: Bearer $ADMIN" -w '\n' '{{address}}/sessions?user=alice'

            """;
}
