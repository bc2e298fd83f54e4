using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SessionManager.Tests.Servers;

/// <summary>
/// Reports what <see cref="SkipTest"/> ended as skipped: xunit 2 decides on skips before a test runs, and the tests of a
/// conformance suite cannot say there what server they need.
/// </summary>
public sealed class SkippingTestFramework(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions
        ) => base.RunTestCases(testCases, new Sink(executionMessageSink), executionOptions);
    }

    /// <summary>The message of a skip in place of the failure that asked for it; any other as it is.</summary>
    internal static IMessageSinkMessage Translate(IMessageSinkMessage message) =>
        message is ITestFailed failed
        // A fixture's exception arrives inside another.
        && Array.Find(failed.Messages, m => m.StartsWith(SkipTest.Mark, StringComparison.Ordinal)) is { } marked
            ? new TestSkipped(failed.Test, marked[SkipTest.Mark.Length..])
            : message;

    private sealed class Sink(IMessageSink inner) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => inner.OnMessage(Translate(message));
    }
}
