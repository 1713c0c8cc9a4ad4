namespace A2A.Server.Http.Errors;

/// <summary>
/// How the routes of a binding from another package refuse a request before an operation has seen it; metadata of these routes.
/// </summary>
/// <param name="Fits">False for a request that is none of the binding, whatever its route: it gets an answer of HTTP.</param>
/// <param name="WriteAsync">Writes the error, with the time after which it may be worth while to try again, where there is one.</param>
internal sealed record RefusalForm(Func<HttpRequest, bool> Fits, Func<HttpContext, A2AError, TimeSpan?, Task> WriteAsync);
