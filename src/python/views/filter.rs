//! pydantic's `include` and `exclude`: sets of names, or dicts from name to what holds within.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyEllipsis, PyList, PyString};

/// The parts of `value` that are included and not excluded.
pub(super) fn filtered<'py>(
    value: &Bound<'py, PyAny>,
    include: Option<&Bound<'py, PyAny>>,
    exclude: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    if let Ok(dict) = value.cast::<PyDict>() {
        let kept = PyDict::new(py);
        for (key, value) in dict {
            let (include, exclude) = (Part::of(include, &[&key])?, Part::of(exclude, &[&key])?);
            if let Some(value) = part(&value, &include, &exclude)? {
                kept.set_item(key, value)?;
            }
        }
        return Ok(kept.into_any());
    }
    let Ok(list) = value.cast::<PyList>() else { return Ok(value.clone()) };
    let kept = PyList::empty(py);
    for (index, item) in list.iter().enumerate() {
        let from_end = (index as isize - list.len() as isize).into_pyobject(py)?.into_any();
        let index = index.into_pyobject(py)?.into_any();
        let all = PyString::intern(py, "__all__").into_any();
        let names = [&index, &from_end, &all];
        let (include, exclude) = (Part::of(include, &names)?, Part::of(exclude, &names)?);
        if let Some(item) = part(&item, &include, &exclude)? {
            kept.append(item)?;
        }
    }
    Ok(kept.into_any())
}

/// What a filter says of one member.
enum Part<'py> {
    /// There is no filter.
    Unsaid,
    /// It does not name the member.
    Unnamed,
    /// It names the member.
    Whole,
    /// It names parts of the member.
    Within(Bound<'py, PyAny>),
}

impl<'py> Part<'py> {
    /// What `filter` says of the first of `names` that it has.
    fn of(filter: Option<&Bound<'py, PyAny>>, names: &[&Bound<'py, PyAny>]) -> PyResult<Self> {
        let Some(filter) = filter else { return Ok(Part::Unsaid) };
        for name in names {
            if !filter.contains(name)? {
                continue;
            }
            // A set has no items to get.
            let Ok(within) = filter.get_item(name) else { return Ok(Part::Whole) };
            return Ok(match within.cast::<PyBool>() {
                Ok(named) if named.is_true() => Part::Whole,
                Ok(_) => Part::Unnamed,
                Err(_) if within.is_instance_of::<PyEllipsis>() => Part::Whole,
                Err(_) => Part::Within(within),
            });
        }
        Ok(Part::Unnamed)
    }

    fn within(&self) -> Option<&Bound<'py, PyAny>> {
        match self {
            Part::Within(filter) => Some(filter),
            _ => None,
        }
    }
}

fn part<'py>(
    value: &Bound<'py, PyAny>,
    include: &Part<'py>,
    exclude: &Part<'py>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match (include, exclude) {
        (Part::Unnamed, _) | (_, Part::Whole) => Ok(None),
        _ => filtered(value, include.within(), exclude.within()).map(Some),
    }
}
