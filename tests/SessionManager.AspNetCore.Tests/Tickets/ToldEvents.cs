using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace SessionManager.AspNetCore.Tests.Tickets;

/// <summary>A host's events, which note that they were asked.</summary>
public sealed class ToldEvents(ToldEvents.Log log) : CookieAuthenticationEvents
{
    private bool _isSigningIn;

    public override Task SigningIn(CookieSigningInContext context)
    {
        _isSigningIn = true;
        log.Add("signing in");
        return base.SigningIn(context);
    }

    public override Task SignedIn(CookieSignedInContext context)
    {
        log.Add(_isSigningIn ? "signed in in the same object" : "signed in in another object");
        return base.SignedIn(context);
    }

    public override Task SigningOut(CookieSigningOutContext context)
    {
        log.Add("signing out");
        return base.SigningOut(context);
    }

    public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        log.Add("validate");
        return base.ValidatePrincipal(context);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        log.Add("to login");
        return base.RedirectToLogin(context);
    }

    public sealed class Log
    {
        private readonly ConcurrentQueue<string> _told = new();

        public void Add(string what) => _told.Enqueue(what);

        public int Of(string what) => _told.Count(one => one == what);
    }
}
