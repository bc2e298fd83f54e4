using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SessionManager.Mcp.Tools;

/// <summary>The parts that the schemas of the tools share.</summary>
internal static class SessionToolSchema
{
    public const string SessionId = "session_id";
    public const string UserId = "user_id";

    /// <summary>How many.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string Count = """
        {
          "type": "object",
          "properties": { "count": { "type": "integer", "minimum": 0 } },
          "required": ["count"]
        }
        """;

    /// <summary>A session.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string Session = """
        {
          "type": "object",
          "properties": {
            "id": { "type": "string" },
            "user_id": { "type": "string" },
            "user_name": { "type": "string" },
            "status": { "type": "string", "enum": ["active", "idle", "expired", "terminated"] },
            "is_current": { "type": "boolean", "description": "Whether it is the session of this call." },
            "roles": { "type": "array", "items": { "type": "string" } },
            "device": { "type": "string" },
            "browser": { "type": "string" },
            "operating_system": { "type": "string" },
            "ip_address": { "type": "string" },
            "user_agent": { "type": "string" },
            "location": { "type": "string" },
            "created_at": { "type": "string", "format": "date-time" },
            "last_activity": { "type": "string", "format": "date-time" },
            "expires_at": { "type": "string", "format": "date-time" },
            "terminated_at": { "type": "string", "format": "date-time" },
            "terminated_by": { "type": "string", "description": "A user id, or system." },
            "termination_reason": { "type": "string" }
          },
          "required": [
            "id", "user_id", "status", "is_current", "roles", "created_at", "last_activity", "expires_at"
          ]
        }
        """;

    /// <summary>The one argument <c>session_id</c>.</summary>
    public static JsonElement OneSession { get; } =
        Parse(
            """
            {
              "type": "object",
              "properties": {
                "session_id": {
                  "type": "string",
                  "minLength": 1,
                  "description": "The session: sess_ and 26 characters, as list_sessions shows it."
                }
              },
              "required": ["session_id"],
              "additionalProperties": false
            }
            """
        );

    /// <summary>The envelope around such data.</summary>
    public static JsonElement Answer(string data) =>
        Parse(
            $$"""
            {
              "type": "object",
              "properties": {
                "success": { "type": "boolean" },
                "message": { "type": "string" },
                "data": {{data}},
                "error": { "type": "string", "description": "A code, when success is false." }
              },
              "required": ["success", "message"]
            }
            """
        );

    public static JsonElement Parse([StringSyntax(StringSyntaxAttribute.Json)] string json) => JsonElement.Parse(json);
}
