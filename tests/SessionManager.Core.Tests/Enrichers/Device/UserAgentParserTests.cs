using SessionManager.Enrichers.Device;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Enrichers.Device;

/// <summary>User agents as browsers send them.</summary>
[Trait("Req", "1.21")]
public class UserAgentParserTests
{
    /// <summary>Type, name, operating system, browser, agent; a dash for nothing known.</summary>
    private const string Table = """
        Phone | iPhone | iOS | Safari | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {iOS} Version/17.5 Mobile/15E148 Safari/604.1
        Phone | iPhone | iOS | Chrome | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {iOS} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1
        Phone | iPhone | iOS | Firefox | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {iOS} FxiOS/127.0 Mobile/15E148 Safari/605.1.15
        Phone | iPhone | iOS | Edge | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {iOS} Version/17.0 EdgiOS/126.0 Mobile/15E148 Safari/605.1.15
        Phone | iPhone | iOS | Safari | Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5 like Mac OS X) {iOS} Version/12.1 Mobile/15E148 Safari/604.1
        Tablet | iPad | iPadOS | Safari | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) {iOS} Version/16.6 Mobile/15E148 Safari/604.1
        Tablet | iPad | iPadOS | Chrome | Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) {iOS} CriOS/126.0 Mobile/15E148 Safari/604.1
        Computer | Mac | macOS | Safari | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {iOS} Version/17.5 Safari/605.1.15
        Computer | Mac | macOS | Chrome | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WK} Chrome/126.0.0.0 Safari/537.36
        Computer | Mac | macOS | Firefox | Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 14; Pixel 8) {WK} Chrome/126.0.0.0 Mobile Safari/537.36
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 10; K) {WK} Chrome/126.0.0.0 Mobile Safari/537.36
        Phone | Android phone | Android | Firefox | Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0
        Phone | Android phone | Android | Samsung Internet | Mozilla/5.0 (Linux; Android 13; SM-S911B) {WK} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36
        Phone | Android phone | Android | Edge | Mozilla/5.0 (Linux; Android 10; HD1913) {WK} Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/126.0.0.0
        Phone | Android phone | Android | Opera | Mozilla/5.0 (Linux; Android 10; VOG-L29) {WK} Chrome/126.0.0.0 Mobile Safari/537.36 OPR/76.2.4027.73374
        Tablet | Android tablet | Android | Chrome | Mozilla/5.0 (Linux; Android 13; SM-X906C) {WK} Chrome/126.0.0.0 Safari/537.36
        Tablet | Android tablet | Android | Samsung Internet | Mozilla/5.0 (Linux; Android 12; SM-T870) {WK} SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36
        Tablet | Android tablet | Android | Firefox | Mozilla/5.0 (Android 13; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0
        Phone | Android phone | Android | - | Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A) Mobile
        Computer | Windows | Windows | Chrome | Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WK} Chrome/126.0.0.0 Safari/537.36
        Computer | Windows | Windows | Edge | Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WK} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.56
        Computer | Windows | Windows | Firefox | Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0
        Computer | Windows | Windows | Opera | Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WK} Chrome/126.0.0.0 Safari/537.36 OPR/111.0.0.0
        Computer | Windows | Windows | Vivaldi | Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WK} Chrome/126.0.0.0 Safari/537.36 Vivaldi/6.7.3329.41
        Computer | Windows | Windows | Yandex Browser | Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WK} Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36
        Computer | Windows | Windows | Internet Explorer | Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko
        Computer | Windows | Windows | Internet Explorer | Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)
        Phone | Windows Phone | Windows Phone | Edge | Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) {WK} Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063
        Phone | Windows Phone | Windows Phone | Internet Explorer | Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537
        Computer | Linux | Linux | Chrome | Mozilla/5.0 (X11; Linux x86_64) {WK} Chrome/126.0.0.0 Safari/537.36
        Computer | Linux | Linux | Firefox | Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0
        Computer | Linux | ChromeOS | Chrome | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WK} Chrome/126.0.0.0 Safari/537.36
        Phone | iPhone | iOS | DuckDuckGo | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) {iOS} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15
        Phone | iPhone | iOS | - | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) {iOS} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.36.109]
        Tablet | iPad | iPadOS | Firefox | Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {iOS} FxiOS/127.0 Mobile/15E148 Safari/605.1.15
        Tablet | iPad | iPadOS | Edge | Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {iOS} Version/17.0 EdgiOS/125.0.2535.96 Mobile/15E148 Safari/605.1.15
        Computer | Mac | macOS | Edge | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WK} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0
        Computer | Mac | macOS | Opera | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WK} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0
        Computer | Mac | macOS | Vivaldi | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WK} Chrome/126.0.0.0 Safari/537.36 Vivaldi/6.7.3329.41
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 13; SM-G991B) {WK} Chrome/112.0.0.0 Mobile Safari/537.36
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 12; M2101K6G) {WK} Chrome/112.0.0.0 Mobile Safari/537.36
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 10; ELE-L29) {WK} Chrome/99.0.4844.88 Mobile Safari/537.36
        Phone | Android phone | Android | Chrome | Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/UQ1A; wv) {WK} Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36
        Phone | Android phone | Android | DuckDuckGo | Mozilla/5.0 (Linux; Android 14) {WK} Chrome/126.0.0.0 Mobile DuckDuckGo/5 Safari/537.36
        Phone | Android phone | Android | Vivaldi | Mozilla/5.0 (Linux; Android 10; K) {WK} Chrome/126.0.0.0 Mobile Safari/537.36 Vivaldi/6.7.3329.41
        Tablet | Android tablet | Android | Chrome | Mozilla/5.0 (Linux; Android 11; Lenovo TB-J606F) {WK} Chrome/126.0.0.0 Safari/537.36
        Tablet | Android tablet | Android | Chrome | Mozilla/5.0 (Linux; Android 14; Pixel Tablet) {WK} Chrome/126.0.0.0 Safari/537.36
        Tablet | Android tablet | Android | Chrome | Mozilla/5.0 (Linux; Android 9; KFMAWI) {WK} Silk/126.1.1 like Chrome/126.0.6478.71 Safari/537.36
        Computer | Windows | Windows | Chrome | Mozilla/5.0 (Windows NT 6.1; Win64; x64) {WK} Chrome/109.0.0.0 Safari/537.36
        Computer | Windows | Windows | Firefox | Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0
        Computer | Linux | Linux | Opera | Mozilla/5.0 (X11; Linux x86_64) {WK} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0
        Computer | Linux | Linux | Chromium | Mozilla/5.0 (X11; Linux x86_64) {WK} Ubuntu Chromium/126.0.0.0 Chrome/126.0.0.0 Safari/537.36
        Computer | Linux | Linux | Firefox | Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0
        Computer | Linux | ChromeOS | Chrome | Mozilla/5.0 (X11; CrOS aarch64 15699.72.0) {WK} Chrome/124.0.0.0 Safari/537.36
        Computer | Linux | Linux | Chrome | Mozilla/5.0 (X11; Linux armv7l) {WK} Chrome/92.0.4515.98 Safari/537.36
        Unknown | Unknown | - | curl | curl/8.5.0
        Unknown | Unknown | - | okhttp | okhttp/4.12.0
        Unknown | Unknown | - | - | Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
        Phone | Mobile | - | - | SomeApp/1.0 (Mobile; en)
        Unknown | Unknown | - | - | x
        """;

    public static TheoryData<string> Rows => [.. Table.Split('\n')];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_user_agent_says_what_it_is(string row)
    {
        var parts = row.Split(" | ", 5).Select(part => part == "-" ? null : part).ToArray();
        var agent = parts[4]!
            .Replace("{WK}", "AppleWebKit/537.36 (KHTML, like Gecko)", StringComparison.Ordinal)
            .Replace("{iOS}", "AppleWebKit/605.1.15 (KHTML, like Gecko)", StringComparison.Ordinal);

        var device = UserAgentParser.Parse(agent);

        Assert.Equal(
            (parts[0], parts[1], parts[2], parts[3]),
            (device.Type.ToString(), device.Name, device.OperatingSystem, device.Browser)
        );
        Assert.Null(device.Fingerprint);
    }

    [Fact]
    public void Garbage_is_an_unknown_device()
    {
        string[] garbage = [new('(', 512), "\ufffd\ufffd'); DROP TABLE devices;--", "\0", "Mozzarella/5.0", ";;;"];

        Assert.All(
            garbage,
            agent =>
                Assert.Equal(
                    (DeviceType.Unknown, "Unknown", null, null),
                    (
                        UserAgentParser.Parse(agent).Type,
                        UserAgentParser.Parse(agent).Name,
                        UserAgentParser.Parse(agent).OperatingSystem,
                        UserAgentParser.Parse(agent).Browser
                    )
                )
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void No_user_agent_is_the_unknown_device(string? agent) =>
        Assert.Same(DeviceInfo.Unknown, UserAgentParser.Parse(agent));
}
