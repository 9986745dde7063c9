//! The s1-s5 laboratory: which server takes the next request, exactly.
