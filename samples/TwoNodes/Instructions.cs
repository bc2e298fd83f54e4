namespace TwoNodes;

internal static class Instructions
{
    public static string For(string first, string second, bool cache) =>
        $$"""
            Two nodes on one Redis, {{(
                cache ? "each with an in-process cache: a node hears of an ending in milliseconds" : "nothing cached: every request asks Redis"
            )}}.

            Sign in at the first node, and be known at both:

            TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{"user":"alice","password":"demo"}' {{first}}/login | sed 's/.*"token":"\([^"]*\)".*/\1/')
            curl -H "Authorization: Bearer $TOKEN" -w '\n' {{first}}/me
            curl -H "Authorization: Bearer $TOKEN" -w '\n' {{second}}/me

            Sign out at the second node. The first refuses the token from then on:

            curl -i -H "Authorization: Bearer $TOKEN" -X POST {{second}}/logout
            curl -i -H "Authorization: Bearer $TOKEN" {{first}}/me

            Ctrl+C stops both.
            """;
}
