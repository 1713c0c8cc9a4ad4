using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace A2A.Server.Push;

/// <summary>The reason why there was no answer, with the remedy where one is likely.</summary>
internal static class ConnectionFault
{
    /// <summary>The reason, to be read after "no answer: ".</summary>
    public static string ReasonOf(Exception e) => e switch
    {
        HttpRequestException { InnerException: CertificateException refused } => refused.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host has no address",
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException { InnerException: null },
        } => "the port does not speak TLS; is the URL to be http, or the port another one?",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            "the answer is not HTTP; is the URL to be https?",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the headers of the answer are too large",
        HttpRequestException { InnerException: SocketException socket } => ReasonOf(socket),
        SocketException socket => ReasonOf(socket),
        _ => "the connection ended without an answer; is the URL to be https?",
    };

    /// <summary>Refuses certificates as the platform does, and says why: for <see cref="SslClientAuthenticationOptions"/>.</summary>
    /// <exception cref="CertificateException">The certificate does not hold.</exception>
    public static bool CheckCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var problems = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? default;
        return errors == SslPolicyErrors.None ? true : throw new CertificateException(errors switch
        {
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "the receiver has no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "the certificate is for another name",
            _ when problems.HasFlag(X509ChainStatusFlags.NotTimeValid) => "the certificate has expired, or is not valid yet",
            _ when problems.HasFlag(X509ChainStatusFlags.Revoked) => "the certificate was revoked",
            _ when (problems & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0 =>
                "the certificate is of an authority that is unknown here",
            _ => $"the certificate does not hold: {problems}",
        });
    }

    private static string ReasonOf(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host has no address",
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.ConnectionReset => "the connection was reset",
        var other => $"there is no connection: {other}",
    };
}

/// <summary>A receiver's certificate does not hold.</summary>
internal sealed class CertificateException(string message) : Exception(message);
