"""Bodies of requests and answers, in the caller's terms. Unknown fields are refused and every length is bounded."""
