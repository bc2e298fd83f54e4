using System.Text.Json;
using SessionManager.Audit;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

public class WireFormTests
{
    [Theory]
    [Trait("Req", "0.7")]
    [InlineData(SessionStatus.Active, "active")]
    [InlineData(SessionStatus.Idle, "idle")]
    [InlineData(SessionStatus.Expired, "expired")]
    [InlineData(SessionStatus.Terminated, "terminated")]
    public void A_status_is_its_lower_case_word(SessionStatus status, string word)
    {
        Assert.Equal($"\"{word}\"", JsonSerializer.Serialize(status));
        Assert.Equal(status, JsonSerializer.Deserialize<SessionStatus>($"\"{word}\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SessionStatus>($"{(int)status}"));
    }

    [Theory]
    [InlineData(DeviceType.Phone, "phone")]
    [InlineData(DeviceType.Unknown, "unknown")]
    public void A_device_type_is_its_lower_case_word(DeviceType type, string word) =>
        Assert.Equal($"\"{word}\"", JsonSerializer.Serialize(type));

    [Theory]
    [InlineData(SessionAuditKind.MetadataChanged, "metadata_changed")]
    [InlineData(SessionAuditKind.SecurityEvent, "security_event")]
    public void An_audit_kind_is_its_snake_case_word(SessionAuditKind kind, string word) =>
        Assert.Equal($"\"{word}\"", JsonSerializer.Serialize(kind));

    [Fact]
    [Trait("Req", "1.14")]
    public void The_reasons_of_an_end_are_these_words() =>
        Assert.Equal(
            [
                "user_logout",
                "user_logout_all",
                "security_event",
                "max_sessions_exceeded",
                "admin_revoked",
                "credential_change",
                "token_reuse",
                "token_rotation",
                "transfer_revoked",
                "policy_tightened",
                "audit_failed",
                "expired",
            ],
            typeof(SessionEndReasons).GetFields().Select(field => (string)field.GetRawConstantValue()!)
        );

    [Fact]
    public void A_location_reads_as_people_write_it()
    {
        Assert.Equal("Bern, CH", new SessionLocation { City = "Bern", CountryCode = "CH" }.ToString());
        Assert.Equal("CH", new SessionLocation { City = "", CountryCode = "CH" }.ToString());
        Assert.Equal("", new SessionLocation().ToString());
    }
}
