namespace SessionManager.Tests.Servers;

/// <summary>A test that needs Redis: skipped where that is not installed, except with <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = SharedRedis.SkipReason;
}

/// <inheritdoc cref="RedisFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = SharedRedis.SkipReason;
}
