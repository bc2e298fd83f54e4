using Moq;
using SessionManager.Tests.Servers;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SessionManager.EntityFrameworkCore.Tests.Servers;

public class SkipTestTests
{
    [Fact]
    public void AMarkedFailureIsASkip()
    {
        var failed = Failed(new InvalidOperationException(SkipTest.Mark + "No server."));

        var skipped = Assert.IsType<ITestSkipped>(SkippingTestFramework.Translate(failed), exactMatch: false);

        Assert.Equal("No server.", skipped.Reason);
    }

    [Fact]
    public void AMarkedFailureOfAFixtureIsASkip()
    {
        var failed = Failed(
            new TestClassException("fixture", new InvalidOperationException(SkipTest.Mark + "No server."))
        );

        Assert.IsType<ITestSkipped>(SkippingTestFramework.Translate(failed), exactMatch: false);
    }

    [Fact]
    public void AnyOtherFailureStaysOne()
    {
        var failed = Failed(new InvalidOperationException("No server."));

        Assert.Same(failed, SkippingTestFramework.Translate(failed));
    }

    [Fact]
    public void ABuildServerFailsWhatItCannotRun()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => SkipTest.Because("No server."));

        Assert.Equal(SkipTest.IsForbidden ? "No server." : SkipTest.Mark + "No server.", thrown.Message);
    }

    private static TestFailed Failed(Exception exception) =>
        new(new Mock<ITest> { DefaultValue = DefaultValue.Mock }.Object, 0, output: "", exception);
}
