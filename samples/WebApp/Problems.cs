namespace WebApp;

/// <summary>What the application itself refuses.</summary>
internal static class Problems
{
    public static IResult Unauthorized(string detail) => Of(detail, StatusCodes.Status401Unauthorized);

    public static IResult Forbidden(string detail) => Of(detail, StatusCodes.Status403Forbidden);

    public static IResult Invalid(string detail) => Of(detail, StatusCodes.Status422UnprocessableEntity);

    public static IResult TooShort(int length) => Invalid($"A password has at least {length} characters.");

    private static IResult Of(string detail, int status) => Results.Problem(detail, statusCode: status);
}
