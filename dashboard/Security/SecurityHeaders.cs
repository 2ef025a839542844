using Microsoft.AspNetCore.StaticFiles;

namespace DustWatch.Dashboard.Security;

/// <summary>Headers of every answer: nothing from elsewhere runs in the page, nobody frames it, no answer is kept that may hold somebody's data.</summary>
internal static class SecurityHeaders
{
    // ECharts sets style attributes on the elements that it makes, so styles may be inline; scripts may not.
    private const string ContentPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    // A year. Not for names of this machine, which other programs on other ports share.
    private const string TransportPolicy = "max-age=31536000";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(SetAsync, context.Response);
        return next(context);
    }

    // Last, because an answer to an exception begins by clearing every header.
    private static Task SetAsync(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var request = ((HttpResponse)response).HttpContext.Request;
        if (request.IsHttps && !HostCheck.IsLoopback(request.Host.Host))
        {
            headers.StrictTransportSecurity = TransportPolicy;
        }

        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    /// <summary>Files whose names hold their content's hash may be kept for ever; the page itself is asked for again.</summary>
    public static void CacheHashedFiles(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}
