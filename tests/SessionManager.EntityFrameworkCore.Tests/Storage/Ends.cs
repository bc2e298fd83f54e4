using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Ends of sessions.</summary>
internal static class Ends
{
    public static SessionTermination Logout(DateTimeOffset at) =>
        new()
        {
            At = at,
            By = "somebody",
            Reason = SessionEndReasons.UserLogout,
        };
}
