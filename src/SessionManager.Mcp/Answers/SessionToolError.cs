namespace SessionManager.Mcp.Answers;

/// <summary>The codes in the member <c>error</c> of an answer.</summary>
internal static class SessionToolError
{
    public const string PermissionDenied = "PERMISSION_DENIED";
    public const string InvalidParam = "INVALID_PARAM";
    public const string MissingParam = "MISSING_PARAM";
    public const string NotFound = "NOT_FOUND";
    public const string List = "LIST_ERROR";
    public const string Get = "GET_ERROR";
    public const string Update = "UPDATE_ERROR";
    public const string Delete = "DELETE_ERROR";
    public const string CleanUp = "CLEANUP_ERROR";
}
