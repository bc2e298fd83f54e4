using System.Text.Json.Serialization;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>How the endpoints read and write JSON, without reflection.</summary>
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(SessionListResponse))]
[JsonSerializable(typeof(EndedSessionsResponse))]
[JsonSerializable(typeof(SessionStatisticsResponse))]
[JsonSerializable(typeof(ExtendSessionRequest))]
[JsonSerializable(typeof(RenameSessionRequest))]
[JsonSerializable(typeof(CreateSessionRequest))]
[JsonSerializable(typeof(RedeemTransferRequest))]
[JsonSerializable(typeof(TransferCodeResponse))]
internal sealed partial class SessionJsonContext : JsonSerializerContext;
