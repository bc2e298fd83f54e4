namespace SessionManager.Maintenance;

/// <summary>
/// Starts work that outlives the request that happens to be first: it must not carry that request's context (trace,
/// principal, culture) around for ever.
/// </summary>
internal static class DetachedWork
{
    public static T Start<T>(Func<T> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return start();
        using (ExecutionContext.SuppressFlow())
            return start();
    }
}
